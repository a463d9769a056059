import fc from 'fast-check'

const list = (count: number, item: (at: number) => string): string =>
  `[${Array.from({ length: count }, (_, at) => item(at)).join()}]`
const fields = (count: number, name: (at: number) => string): string =>
  `{${Array.from({ length: count }, (_, at) => `"${name(at)}":1`).join()}}`

/** JSON texts of about so many values, each of a shape that costs its parser or who walks it more than others. */
export const SHAPES: Readonly<Record<string, (values: number) => string>> = {
  'objects whose names all differ': values => list(values / 2, at => `{"k${at}":1}`),
  'names that all differ': values => fields(values, at => `k${at}`),
  'names that are numbers': values => fields(values, at => String(at * 7919)),
  'names that share a hash': values => fields(values, at => String(at * 1024 + 2 ** 32)),
  'one name again and again': values => fields(values, () => 'k'),
  'names with escapes': values => fields(values, at => `\\u006b${at}`),
  'empty objects': values => list(values / 2, () => '{}'),
  'empty lists': values => list(values / 2, () => '[]'),
  'lists in lists': values => '['.repeat(values) + ']'.repeat(values),
  'objects in objects': values => `${'{"a":'.repeat(values)}1${'}'.repeat(values)}`,
  'lists that never end': values => '[['.repeat(values),
  'short texts': values => list(values, at => `"${at.toString(36)}"`),
  'texts with escapes': values => list(values, () => '"\\u00e9\\n\\ud83d\\ude00"'),
  'long names': values => fields(values / 10, at => `${'k'.repeat(100)}${at}`),
  'a long text': values => `"${'x'.repeat(12 * values)}"`,
  'a long text that is no ASCII': values => `"${'é'.repeat(6 * values)}"`,
  'a text of escapes': values => `"${'\\u00e9'.repeat(2 * values)}"`,
  'a text that never ends': values => `"${'x'.repeat(12 * values)}`,
  'a long number': values => '1'.repeat(12 * values),
  'numbers with many digits': values => list(values / 10, at => `${at}.${'1'.repeat(100)}`),
  null: values => list(values, () => 'null'),
  blanks: values => `${' '.repeat(12 * values)}1`,
}

export interface CostlyText {
  readonly shape: string
  readonly values: number
}

const made = new Map<string, string>()
/** Longer ones are rare, and too many to keep. */
const MOST_KEPT = 49_000

export const textOf = ({ shape, values }: CostlyText): string => {
  const key = `${shape} ${values}`
  const text = made.get(key) ?? SHAPES[shape]?.(values) ?? ''
  if (values <= MOST_KEPT) made.set(key, text)
  return text
}

/** Some small, some at the edge of what is parsed in one go (ONE_GO), some of 12 MB. */
export const someCostlyText: fc.Arbitrary<CostlyText> = fc.record({
  shape: fc.constantFrom(...Object.keys(SHAPES)),
  values: fc.constantFrom(10, 1000, 24_000, 49_000, 98_000, 300_000, 1_000_000),
})

/** As long as what is parsed in one go may be, and the dearest values in it: more than may be. */
export const BEYOND: ReadonlyArray<CostlyText> = Object.keys(SHAPES)
  .slice(0, 2)
  .map(shape => ({ shape, values: 300_000 }))

/** All that is parsed is worst here. */
export const AT_THE_EDGE: ReadonlyArray<CostlyText> = Object.keys(SHAPES).map(shape => ({ shape, values: 49_000 }))
