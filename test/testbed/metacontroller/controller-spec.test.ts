import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { readController } from '../../../testbed/metacontroller/controller-spec'
import { parseDuration } from '../../../testbed/metacontroller/duration'
import { retryAfterSeconds } from '../../../testbed/metacontroller/hook-call'

type Fields = Readonly<Record<string, unknown>>
const hook = (changes: Fields = {}, webhook: Fields = {}): Fields => ({
  version: 'v2',
  webhook: { url: 'http://127.0.0.1:1/sync', ...webhook },
  ...changes,
})
const composite = (changes: Fields = {}) => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'CompositeController',
  metadata: { name: 'pool' },
  spec: {
    parentResource: { apiVersion: 'toy.example.com/v1', resource: 'parents' },
    childResources: [{ apiVersion: 'toy.example.com/v1', resource: 'children' }],
    hooks: { sync: hook() },
    ...changes,
  },
})
const children = (method: string) => [{ apiVersion: 'v1', resource: 'pods', updateStrategy: { method } }]

describe('a controller', () => {
  const refused: ReadonlyArray<{ readonly name: string; readonly changes: Fields; readonly because: RegExp }> = [
    { name: 'with a finalize hook', changes: { hooks: { sync: hook(), finalize: hook() } }, because: /finalize hooks/ },
    { name: 'without a sync hook', changes: { hooks: {} }, because: /hooks.sync with no webhook/ },
    { name: 'with a v1 hook', changes: { hooks: { sync: hook({ version: 'v1' }) } }, because: /version v1/ },
    { name: 'with etags', changes: { hooks: { sync: hook({}, { etag: { enabled: true } }) } }, because: /etag/ },
    {
      name: 'with a key in no Secret',
      changes: { hooks: { sync: hook({}, { authorization: {} }) } },
      because: /without secretRef/,
    },
    { name: 'with its own CA', changes: { hooks: { sync: hook({}, { caBundle: {} }) } }, because: /caBundle/ },
    {
      name: 'with rolling updates',
      changes: { childResources: children('RollingInPlace') },
      because: /RollingInPlace of pods/,
    },
    { name: 'with endpointConfigs', changes: { endpointConfigs: [{ host: 'x' }] }, because: /endpointConfigs/ },
  ]
  for (const { name, changes, because } of refused) {
    it(`${name} is refused rather than half played`, () => {
      const read = readController(composite(changes))
      assert.match(E.isLeft(read) ? read.left : 'accepted', because)
      assert.match(E.isLeft(read) ? read.left : '', /CompositeController pool: .*use the real Metacontroller$/)
    })
  }

  it('has the defaults of the real one', () => {
    const read = readController(composite())
    assert.ok(E.isRight(read))
    const { generateSelector, resyncPeriodMs, sync, children: kinds, parents } = read.right
    assert.deepEqual(
      [
        generateSelector,
        resyncPeriodMs,
        sync.timeoutMs,
        sync.strict,
        kinds[0]?.method,
        parents[0]?.ignoreStatusChanges,
      ],
      [false, undefined, 10_000, true, 'OnDelete', false],
    )
  })

  it('does not resync more often than once a second', () => {
    const read = readController(composite({ resyncPeriodSeconds: 0 }))
    assert.equal(E.isRight(read) ? read.right.resyncPeriodMs : undefined, 1000)
  })
})

describe('a duration', () => {
  const cases = {
    '0': 0,
    '100ms': 100,
    '30s': 30_000,
    '1m30s': 90_000,
    '1.5h': 5_400_000,
    '': undefined,
    '30': undefined,
    x1s: undefined,
  }
  for (const [text, want] of Object.entries(cases))
    it(`"${text}" is ${want} ms`, () => assert.equal(parseDuration(text), want))
})

describe('the wait that a 429 asks for', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  const cases: ReadonlyArray<readonly [string | undefined, number]> = [
    ['7', 7],
    [undefined, 0],
    ['soon', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
  ]
  for (const [header, want] of cases)
    it(`is ${want} s for ${header}`, () => assert.equal(retryAfterSeconds(header, now), want))
})
