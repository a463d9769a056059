import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { ONE_GO } from '../../hooks/api/bounded-json'
import { parseInParts } from '../../hooks/json-in-parts'

const MANY = 1_000_000
const parse = (text: string, mostValues = MANY) => parseInParts(Buffer.from(text), mostValues)

const whole = (text: string): E.Either<string, unknown> => {
  try {
    return E.right(JSON.parse(text))
  } catch {
    return E.left('is no JSON')
  }
}

/** In names: what JSON gives an own field of, what comes first in any object, and what looks like the end of a text. */
const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', '1', '', '"', '\\', ']}', '[0]', 'é', '\u2028')
const leaf = fc.oneof(
  fc.constantFrom('1', '-0', '1e9', 'true', 'null', '[]', '{}', ' [ 7 ]', '[[]]'),
  name.map(text => JSON.stringify(text)),
)
const { value } = fc.letrec<{ value: string; list: string; object: string }>(tie => ({
  value: fc.oneof({ maxDepth: 7, depthSize: 'medium' }, leaf, tie('object'), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }).map(items => `[${items.join(' , ')}]`),
  // A name may come twice: the last one counts, in the place of the first.
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 4 })
    .map(fields => `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${inner}`).join(',\n')}}`),
}))
/** With one character too much or too little it mostly is none. */
const broken = fc
  .tuple(value, fc.nat(), fc.constantFrom('', '[', ']', '{', '}', ',', '"', '\\', '[0]'), fc.boolean())
  .map(([text, at, by, isMore]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + by + text.slice(place + (isMore ? 0 : 1))
  })

describe('a text that is parsed in parts', () => {
  it('gives what JSON.parse gives, with names in the same order', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(value, broken), async text => {
        const [parts, all] = [await parse(text), whole(text)]
        assert.deepEqual(parts, all, text)
        if (E.isRight(parts) && E.isRight(all)) assert.equal(JSON.stringify(parts.right), JSON.stringify(all.right))
      }),
      { numRuns: Number(process.env['CASES'] ?? 3000) },
    ))

  it('is read as UTF-8, a letter of several bytes at the edge of a part too', async () => {
    const text = '{"é":{"世":{"😀":{"é":["世","😀"]}}}}'
    assert.deepEqual(await parse(text), whole(text))
  })

  for (const [what, text, problem] of [
    [
      'one part with too many values',
      `{"a":{"b":{"n1":[${'1,'.repeat(50_000)}1]}}}`,
      'has more than 50000 values behind "{\\"a\\":{\\"b\\":{\\"n1\\":"',
    ],
    [
      'one part that nests too deeply',
      `{"a":{"b":{"n1":${'['.repeat(101)}`,
      'nests deeper than 100 levels behind "{\\"a\\":{\\"b\\":{\\"n1\\":"',
    ],
    [
      'one part that is too long',
      `{"a":{"b":{"n1":["${'x'.repeat(ONE_GO.bytes)}"]}}}`,
      'is longer than 4194304 bytes behind "{\\"a\\":{\\"b\\":{\\"n1\\":"',
    ],
    ['too many values around the parts', `{"a":[${'1,'.repeat(50_000)}1]}`, 'has more than 50000 values'],
    [
      'too much text around the parts',
      `{"a":"${'x'.repeat(ONE_GO.bytes)}","b":{"c":{"d":[]}}}`,
      'is longer than 4194304 bytes around its objects',
    ],
    [
      'letters of several bytes around the parts',
      `{"a":"${'é'.repeat(ONE_GO.bytes / 2)}","b":{"c":{"d":[]}}}`,
      'is longer than 4194304 bytes around its objects',
    ],
    ['blanks around the parts', `${' '.repeat(ONE_GO.bytes)} {}`, 'is longer than 4194304 bytes around its objects'],
    ['a text that never ends', `{"a":"${'x'.repeat(ONE_GO.bytes)}`, 'is longer than 4194304 bytes around its objects'],
  ] as const)
    it(`is refused for ${what}`, async () => assert.deepEqual(await parse(text), E.left(problem)))

  it('is refused for more values in all than may be kept', async () => {
    const text = `{"a":{"b":{${Array.from({ length: 10 }, (_, at) => `"n${at}":[1,2,3]`).join()}}}}`
    assert.ok(E.isRight(await parse(text, 30)))
    assert.deepEqual(await parse(text, 29), E.left('has more than 29 values'))
  })
})
