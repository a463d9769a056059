import assert from 'node:assert/strict'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import { rolloutSpec } from '../../hooks/pool-sync/children'
import type { Target } from '../../hooks/pool-sync/remembered'
import { currentReport, reportPool } from '../../hooks/pool-sync/status'
import { listNames } from '../../hooks/rollout-sync/list-names'
import { aPool } from '../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { imageOf, NEW } from '../builders/digests'
import { aCount } from '../builders/settings'
import { syncScene } from '../hooks/failures/one-sync'
import { KINDS, nameOf } from '../hooks/rollout-sync/crowd'
import { property, schemaOf } from '../manifests/crd'

/** Bytes of a whole status, however many nodes there are and however long their names and sentences. */
const MOST_BYTES = 16 * 1024
const MOST_MESSAGE = 1600
const MOST_NODES = 5000

interface Crowd {
  readonly count: number
  readonly length: number
  /** Which kinds of nodes there are, in turn. */
  readonly kinds: ReadonlyArray<number>
  readonly paused: boolean
  readonly cancelled: boolean
  readonly onFailure: 'Halt' | 'RollBack'
  readonly threshold: number
}

const someCrowd: fc.Arbitrary<Crowd> = fc.record({
  count: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: MOST_NODES })),
  length: fc.constantFrom(8, 50, 253),
  kinds: fc.array(fc.nat({ max: KINDS.length - 1 }), { minLength: 1, maxLength: 2 * KINDS.length }),
  paused: fc.boolean(),
  cancelled: fc.boolean(),
  onFailure: fc.constantFrom('Halt', 'RollBack'),
  threshold: fc.constantFrom(1, MOST_NODES),
})

const validator = (plural: 'bootcrollouts' | 'bootcnodepools') =>
  addFormats(new Ajv({ strict: false, allErrors: true })).compile(property(schemaOf(plural), 'status'))

const fitsRollout = validator('bootcrollouts')
const fitsPool = validator('bootcnodepools')

const QUIET = { readNode: async () => undefined, readUpdate: async () => undefined, markedNodes: async () => [] }

const statusesOf = async (crowd: Crowd, before?: BootcRollout) => {
  const { count, length, kinds, paused, cancelled, onFailure, threshold } = crowd
  const names = Array.from({ length: count }, (_, at) => nameOf(at, length))
  const nodes = names.flatMap((name, at) => KINDS[kinds[at % kinds.length] ?? 0]?.(name) ?? [])
  const pool: BootcNodePool = aPool()
  const target: Target = { ref: imageOf(NEW), image: imageOf(NEW), digest: NEW }
  const rollout =
    before ??
    aRollout(
      withSpec({ ...rolloutSpec(pool, target), paused, cancelled }),
      withSettings({ onFailure, failureThreshold: aCount(threshold) }),
    )
  const events: string[] = []
  const recordEvent = ({ reason }: { readonly reason: string }) => void events.push(reason)
  const { status } = await syncScene({ rollout, nodes, cluster: { ...QUIET, recordEvent } })
  const reported = { ...rollout, status }
  const decision = { target, named: { digest: NEW }, notes: [] }
  const report = currentReport({ pool, decision, rollout: reported })
  const ofPool = reportPool({ pool, decision, rollout: reported, report, besides: [], now: new Date() })
  return { status, ofPool, rollout: reported, events, nodes }
}

const ALL_FAILED: Crowd = {
  count: 5000,
  length: 50,
  kinds: [6],
  paused: false,
  cancelled: false,
  onFailure: 'Halt',
  threshold: 1,
}

describe('the status of a rollout and of its pool', function () {
  this.timeout(120_000)

  it('fits its CRD and stays small, however many nodes wait for whatever', async () => {
    await fc.assert(
      fc.asyncProperty(someCrowd, async crowd => {
        const { status, ofPool, rollout } = await statusesOf(crowd)
        // What was told once stays told: the second look begins from a full status.
        const second = (await statusesOf(crowd, rollout)).status
        for (const one of [status, second]) {
          assert.ok(fitsRollout(one), JSON.stringify(fitsRollout.errors))
          assert.ok((one.message ?? '').length < MOST_MESSAGE, `${one.message?.length} characters`)
          assert.ok(Buffer.byteLength(JSON.stringify(one)) < MOST_BYTES, `${JSON.stringify(one).length} bytes`)
        }
        assert.ok(fitsPool(ofPool), JSON.stringify(fitsPool.errors))
        assert.ok(Buffer.byteLength(JSON.stringify(ofPool)) < MOST_BYTES)
      }),
      { numRuns: 12 },
    )
  })

  it('counts every failed node, and lists a few', async () => {
    const { status, rollout } = await statusesOf(ALL_FAILED)
    assert.equal(status.failedCount, 5000)
    assert.equal(status.failed?.length, 10)
    assert.equal(status.phase, 'Halted')
    assert.match(status.verdicts?.[0]?.message ?? '', /^5000 of 5000 nodes failed .* and 4995 more \(ImageNotFound\)$/)
    const again = (await statusesOf(ALL_FAILED, rollout)).status
    assert.deepEqual(again.failed, status.failed)
  })

  it('tells 5000 failures in one sync in a few events, once', async () => {
    const first = await statusesOf(ALL_FAILED)
    assert.deepEqual(
      [...new Set(first.events)].map(reason => [reason, first.events.filter(other => other === reason).length]),
      [['NodesFailed', 1]],
    )
    assert.deepEqual((await statusesOf(ALL_FAILED, first.rollout)).events, [])
  })
})

describe('a list of names', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `n${at + 1}`)

  it('is whole while it is short', () => assert.equal(listNames(names(5)), 'n1, n2, n3, n4, n5'))

  it('has the first few and the exact number of the rest', () =>
    assert.equal(listNames(names(442)), 'n1, n2, n3, n4, n5 and 437 more'))

  it('is cut earlier when the names are long, and never empty', () =>
    assert.equal(listNames([1, 2, 3].map(i => `${i}`.repeat(250))), `${'1'.repeat(250)} and 2 more`))
})
