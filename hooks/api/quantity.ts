import * as t from 'io-ts'

interface SecondsBrand {
  readonly Seconds: unique symbol
}

/** A whole number of seconds, 0 or more. */
export const Seconds = t.brand(
  t.number,
  (value): value is t.Branded<number, SecondsBrand> => Number.isInteger(value) && value >= 0,
  'Seconds',
)
export type Seconds = t.TypeOf<typeof Seconds>

interface CountBrand {
  readonly Count: unique symbol
}

/** A whole number of things, 0 or more. */
export const Count = t.brand(
  t.number,
  (value): value is t.Branded<number, CountBrand> => Number.isInteger(value) && value >= 0,
  'Count',
)
export type Count = t.TypeOf<typeof Count>

interface PercentBrand {
  readonly Percent: unique symbol
}

/** `0%` to `100%`. */
export const Percent = t.brand(
  t.string,
  (value): value is t.Branded<string, PercentBrand> => /^(100|[1-9]?[0-9])%$/.test(value),
  'Percent',
)

export const CountOrPercent = t.union([Count, Percent], 'CountOrPercent')
export type CountOrPercent = t.TypeOf<typeof CountOrPercent>

/** How many of `total` a count or percentage means; percentages are rounded up, as PodDisruptionBudget does. */
export const countOf = (value: CountOrPercent, total: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100)
