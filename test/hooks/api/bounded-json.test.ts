import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { parseBounded } from '../../../hooks/api/bounded-json'
import { extentOf, type JsonBounds } from '../../../hooks/api/json-scan'

const FEW = { bytes: 100, depth: 3, values: 10 }

const excessOf = (text: string, bounds: JsonBounds = FEW): string | undefined => {
  const extent = extentOf(Buffer.from(text), 0, bounds)
  return E.isLeft(extent) ? extent.left : undefined
}

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

  for (const text of [`"${'x'.repeat(99)}"`, `["${'\\\\'.repeat(60)}"]`, ' '.repeat(101)])
    it(`is too long: ${text.slice(0, 10)}…`, () => assert.equal(excessOf(text), 'is longer than 100 bytes'))

  it('is parsed within its bounds alone', () => {
    assert.deepEqual(parseBounded('{"a":[1]}', FEW), E.right({ a: [1] }))
    assert.deepEqual(parseBounded('{"a":[1}', FEW), E.left('is no JSON'))
    assert.deepEqual(parseBounded('[1] [[[[', FEW), E.left('is no JSON'))
    assert.deepEqual(parseBounded('[[[[', FEW), E.left('nests deeper than 3 levels'))
    assert.deepEqual(parseBounded(`[1]${' '.repeat(98)}`, FEW), E.left('is longer than 100 bytes'))
  })

  it('is judged by what its parser would make of it, whatever its strings are', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), value => {
        const text = JSON.stringify(value)
        const bytes = Buffer.byteLength(text)
        const depth = depthOf(value)
        assert.equal(excessOf(text, { bytes, depth, values: bytes }), undefined)
        if (depth > 0) assert.notEqual(excessOf(text, { bytes, depth: depth - 1, values: bytes }), undefined)
      }),
    ))
})
