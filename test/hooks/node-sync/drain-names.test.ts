import assert from 'node:assert/strict'
import fc from 'fast-check'
import { podName } from '../../../hooks/api/drain'
import type { Pod } from '../../../hooks/api/kubernetes'
import type { Drain } from '../../../hooks/api/slot'
import { planDrain } from '../../../hooks/node-sync/drain-plan'
import { drainOf } from '../../../hooks/node-sync/drain-state'
import { aSlot } from '../../builders/a-node'
import { aPod, having, withPodSpec } from '../../builders/a-pod'
import { someSeconds } from '../../builders/settings'

const START = Date.parse('2026-01-02T00:00:00Z')
/** Looks come every few seconds; after this long a wait is long. */
const MINUTE = 60

/**
 * What becomes of an evicted pod. API-initiated eviction and pod lifecycle of the Kubernetes documentation: a budget
 * refuses (429), a finalizer holds the object, a grace period may be long, a template may name the node, and what the
 * drain settings protect is not evicted at all.
 */
const KINDS = ['quick', 'refused', 'held', 'slow', 'pinned', 'bare', 'data'] as const
type Kind = (typeof KINDS)[number]

interface Here {
  readonly kind: Kind
  readonly pod: Pod
  readonly endsAt?: number
}

const podOf = (kind: Kind, name: string, made: number): Pod =>
  aPod(
    name,
    having({
      creationTimestamp: new Date(START + made * 1000).toISOString(),
      ownerReferences: kind === 'bare' ? [] : [{ kind: 'ReplicaSet', name: kind, controller: true }],
    }),
    ...(kind === 'data' ? [withPodSpec({ volumes: [{ emptyDir: {} }] })] : []),
  )

const GRACE: Readonly<Record<Kind, number>> = { quick: 2, refused: 2, held: 5, slow: 900, pinned: 0, bare: 2, data: 2 }

const evicted = ({ kind, pod }: Here, second: number): Here => {
  const endsAt = second + GRACE[kind]
  const deletionTimestamp = new Date(START + endsAt * 1000).toISOString()
  const terminating = having({ deletionTimestamp, deletionGracePeriodSeconds: GRACE[kind] })
  return { kind, endsAt, pod: terminating(pod) }
}

/** What ended since the look before: a pinned pod has a successor, a held one stays. */
const later = (here: ReadonlyArray<Here>, second: number): ReadonlyArray<Here> =>
  here.flatMap(one => {
    if (one.endsAt === undefined || one.endsAt > second || one.kind === 'held') return [one]
    return one.kind === 'pinned' ? [{ kind: one.kind, pod: podOf('pinned', `pinned-${second}`, second - 1) }] : []
  })

interface Played {
  readonly kinds: ReadonlyArray<Kind>
  readonly timeout: number
  readonly strict: boolean
  readonly steps: ReadonlyArray<number>
}

const somePlay: fc.Arbitrary<Played> = fc.record({
  kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 15 }),
  timeout: fc.constantFrom(0, 30, 200, 1500),
  strict: fc.boolean(),
  steps: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 10, maxLength: 250 }),
})

/** Plays a drain; answers how often pods of each kind were evicted, and complains of a drain that names nobody. */
const play = ({ kinds, timeout, strict, steps }: Played): ReadonlyMap<Kind, number> => {
  const settings = { ...aSlot().drain, force: !strict, deleteEmptyDirData: !strict }
  const slot = aSlot({ drain: { ...settings, timeoutSeconds: someSeconds(timeout) } })
  const evictions = new Map<Kind, number>()
  let here: ReadonlyArray<Here> = kinds.map((kind, i) => ({ kind, pod: podOf(kind, `${kind}-${i}`, -100) }))
  let before: Drain | undefined
  let second = 0
  for (const step of steps) {
    second += step
    here = later(here, second)
    const now = new Date(START + second * 1000)
    const pods = here.map(({ pod }) => pod)
    const plan = planDrain({ slot, pods, nodeReady: true, operatorPod: undefined, before, now })
    const refused: Array<{ pod: string; reason: string }> = []
    for (const pod of plan.evict) {
      const found = here.find(one => one.pod === pod)
      assert.ok(found !== undefined)
      evictions.set(found.kind, (evictions.get(found.kind) ?? 0) + 1)
      if (found.kind === 'refused') refused.push({ pod: podName(pod), reason: 'the disruption budget db needs 1 pod' })
      else here = here.map(one => (one === found ? evicted(one, second) : one))
    }
    before = drainOf(slot, plan, { refused, before })
    const seen = `${before.state} after ${second} s, ${JSON.stringify(before.blockers)}`
    if (before.state === 'TimedOut' || (before.remaining > 0 && second >= MINUTE)) {
      assert.notEqual(before.blockers.length, 0, seen)
    }
    const names = new Set(pods.map(podName))
    if (before.remaining > 0)
      assert.ok(
        before.blockers.every(({ pod }) => names.has(pod)),
        `a true name: ${seen}`,
      )
    assert.ok(
      before.blockers.every(({ reason }) => reason !== ''),
      seen,
    )
  }
  return evictions
}

describe('every drain', () => {
  it('names at least one pod that is still there, once it lasts or gives up', () => {
    fc.assert(
      fc.property(somePlay, played => void play(played)),
      { numRuns: 300 },
    )
  })

  it('asks rarely for the eviction of pods that come back whatever the cordon says', () => {
    const played: Played = { kinds: ['pinned'], timeout: 3600, strict: false, steps: Array(1799).fill(2) }
    const asked = play(played).get('pinned') ?? 0
    assert.ok(asked >= 10 && asked <= 70, `${asked} evictions in an hour`)
  })
})
