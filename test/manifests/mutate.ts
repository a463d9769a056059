import * as fc from 'fast-check'
import type { Json } from './schema-arbitrary'

type Path = ReadonlyArray<string | number>

const pathsIn = (value: Json, path: Path = []): ReadonlyArray<Path> => {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value)
    ? value.flatMap((item: Json, i) => pathsIn(item, [...path, i]))
    : Object.entries(value).flatMap(([key, field]) => pathsIn(field, [...path, key]))
  return [path, ...inner]
}

/** The value with another one at the path; undefined takes that field or item away. */
export const withValue = (whole: Json, [step, ...rest]: Path, value: Json | undefined): Json => {
  if (step === undefined) return value ?? null
  const entries: ReadonlyArray<readonly [string, Json]> = Object.entries(whole ?? {})
  const changed = entries.flatMap(([key, old]): ReadonlyArray<readonly [string, Json]> => {
    if (key !== String(step)) return [[key, old]]
    if (rest.length === 0 && value === undefined) return []
    return [[key, withValue(old, rest, value)]]
  })
  return Array.isArray(whole) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
}

/** What is put in the place of a good value: wrong types, and values just outside and inside of what is allowed. */
const OTHERS: ReadonlyArray<Json | undefined> = [
  undefined,
  ...[null, true, 0, 1, 29, 101, -1, -2, 1.5, 2 ** 31, 2 ** 53],
  ...['', 'x', 'Other', 'latest', '50%', '05%', '101%', '-1%', '%', '50', '1.5%'],
  ...[
    `sha256:${'a'.repeat(63)}`,
    `sha256:${'A'.repeat(64)}`,
    `sha256:${'a'.repeat(64)}\n`,
    `x@sha256:${'a'.repeat(64)}`,
  ],
  ...[
    '2026-01-01',
    '2026-01-01T00:00:60Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:30:00Z',
    '2026-01-01T00:00:00+99:99',
  ],
  ...['x'.repeat(65), 'x'.repeat(40_000)],
  ...[[], [null], [1], ['x'], [{}], {}, { x: 1 }, { x: 'x' }],
]

/** Values of which one field, at any depth, was taken away or replaced. */
export const mutated = (values: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.tuple(values, fc.nat(), fc.constantFrom(...OTHERS)).map(([value, chosen, other]) => {
    const paths = pathsIn(value)
    return withValue(value, paths[chosen % paths.length] ?? [], other)
  })

/** Every such change of one value. */
export const everyMutation = (value: Json): ReadonlyArray<Json> =>
  pathsIn(value).flatMap(path => OTHERS.map(other => withValue(value, path, other)))
