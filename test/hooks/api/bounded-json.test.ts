import assert from 'node:assert/strict'
import fc from 'fast-check'
import { jsonExcess } from '../../../hooks/api/bounded-json'

const excessOf = (text: string, bounds = { depth: 3, values: 10 }) => jsonExcess(Buffer.from(text), bounds)

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('a JSON text', () => {
  for (const text of [
    '[[[1]]]',
    '{"a":{"b":[]}}',
    '"[[[["',
    '{"[[[[":"\\"[[[["}',
    '[1,2,3,4,5,6,7,8,9]',
    '',
    '[',
    '"',
    '\\',
  ])
    it(`is worth parsing: ${text}`, () => assert.equal(excessOf(text), undefined))

  for (const text of ['[[[[1]]]]', '[[[[', '{"a":[{"b":[', '["x\\\\",[[["', '[1,[],[[[1]]]]'])
    it(`nests too deeply: ${text}`, () => assert.equal(excessOf(text), 'nests deeper than 3 levels'))

  for (const text of ['[1,2,3,4,5,6,7,8,9,10,11]', '[[],[],[],[],[],[]]', '[[],[],[],[],[],[],'])
    it(`has too many values: ${text}`, () => assert.equal(excessOf(text), 'has more than 10 values'))

  it('is judged by what its parser would make of it, whatever its strings are', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), value => {
        const bytes = Buffer.from(JSON.stringify(value))
        const depth = depthOf(value)
        assert.equal(jsonExcess(bytes, { depth, values: bytes.length }), undefined)
        if (depth > 0) assert.notEqual(jsonExcess(bytes, { depth: depth - 1, values: bytes.length }), undefined)
      }),
    ))
})
