import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { merge, type Versions } from '../../../testbed/metacontroller/merge'

interface Case extends Versions {
  readonly name: string
  readonly want: unknown
}

const cases: ReadonlyArray<Case> = [
  { name: 'adds a field', observed: { a: 1 }, lastApplied: {}, desired: { b: 2 }, want: { a: 1, b: 2 } },
  {
    name: 'sets an owned field that drifted',
    observed: { a: 9 },
    lastApplied: { a: 1 },
    desired: { a: 1 },
    want: { a: 1 },
  },
  {
    name: 'keeps a foreign field',
    observed: { a: 1, f: 2 },
    lastApplied: { a: 1 },
    desired: { a: 1 },
    want: { a: 1, f: 2 },
  },
  {
    name: 'drops a field that is no longer desired',
    observed: { a: 1, b: 2 },
    lastApplied: { a: 1, b: 2 },
    desired: { b: 2 },
    want: { b: 2 },
  },
  {
    name: 'keeps a field that was never applied',
    observed: { a: 1 },
    lastApplied: undefined,
    desired: {},
    want: { a: 1 },
  },
  {
    name: 'goes into nested objects',
    observed: { o: { a: 1, f: 2 } },
    lastApplied: { o: { a: 1 } },
    desired: { o: {} },
    want: { o: { f: 2 } },
  },
  { name: 'sets an explicit null', observed: { a: 1 }, lastApplied: {}, desired: { a: null }, want: { a: null } },
  { name: 'replaces a list of texts', observed: ['a', 'f'], lastApplied: ['a'], desired: ['b'], want: ['b'] },
  {
    name: 'replaces a list of objects without a common key',
    observed: [{ a: 1 }],
    lastApplied: [],
    desired: [{ b: 2 }],
    want: [{ b: 2 }],
  },
  {
    name: 'merges lists of objects with names',
    observed: [{ name: 'a', v: 1, f: 1 }, { name: 'foreign' }, { name: 'old' }],
    lastApplied: [{ name: 'a', v: 1 }, { name: 'old' }],
    desired: [{ name: 'new' }, { name: 'a', v: 2 }],
    want: [{ name: 'a', v: 2, f: 1 }, { name: 'foreign' }, { name: 'new' }],
  },
  {
    name: 'collapses desired items of one name when it merges',
    observed: [{ name: 'console', value: 'tty0' }],
    lastApplied: [],
    desired: [
      { name: 'console', value: 'tty0' },
      { name: 'console', value: 'ttyS0' },
    ],
    want: [{ name: 'console', value: 'ttyS0' }],
  },
  {
    name: 'prefers containerPort to name',
    observed: [{ containerPort: 80, name: 'x' }],
    lastApplied: [],
    desired: [{ containerPort: 80, name: 'y' }],
    want: [{ containerPort: 80, name: 'y' }],
  },
  {
    name: 'lets an object become empty when a text is desired',
    observed: { a: 1, f: 2 },
    lastApplied: { a: 1 },
    desired: 'text',
    want: { f: 2 },
  },
  { name: 'lets a text become an object', observed: 'text', lastApplied: 'text', desired: { a: 1 }, want: { a: 1 } },
  {
    name: 'makes a list null when something else is desired',
    observed: ['a'],
    lastApplied: ['a'],
    desired: 'text',
    want: null,
  },
]

describe('the three-way merge', () => {
  for (const { name, want, ...versions } of cases) {
    it(name, () => assert.deepEqual(merge(versions), want))
  }

  // Each field keeps its type: a change of type takes two applies, with the real one too (see the last cases above).
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean())
  const nested = fc.record({ x: scalar, y: scalar }, { requiredKeys: [], noNullPrototype: true })
  const fields = { a: scalar, b: scalar, c: fc.array(scalar, { maxLength: 3 }), d: nested }
  const object = fc.record(fields, { requiredKeys: [], noNullPrototype: true })

  it('is idempotent: applying the same again changes nothing', () => {
    fc.assert(
      fc.property(object, object, object, (observed, lastApplied, desired) => {
        const once = merge({ observed, lastApplied, desired })
        assert.deepEqual(merge({ observed: once, lastApplied: desired, desired }), once)
      }),
    )
  })

  it('never changes its arguments', () => {
    fc.assert(
      fc.property(object, object, object, (observed, lastApplied, desired) => {
        const before = structuredClone({ observed, lastApplied, desired })
        merge({ observed, lastApplied, desired })
        assert.deepEqual({ observed, lastApplied, desired }, before)
      }),
    )
  })

  it('keeps what nobody applied, and takes back what was applied and is not desired', () => {
    fc.assert(
      fc.property(object, object, object, (observed, lastApplied, desired) => {
        const merged = merge({ observed, lastApplied, desired }) as typeof object extends fc.Arbitrary<infer T>
          ? T
          : never
        for (const key of (['a', 'b', 'c', 'd'] as const).filter(field => !(field in desired))) {
          const want = key in lastApplied ? undefined : observed[key]
          assert.deepEqual(merged[key], want)
        }
      }),
    )
  })
})
