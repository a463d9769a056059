import assert from 'node:assert/strict'
import { readMark } from '../../../hooks/api/mark'
import { type DrainInput, planDrain } from '../../../hooks/node-sync/drain-plan'
import { drainOf, recheckSeconds } from '../../../hooks/node-sync/drain-state'
import { memberOf } from '../../../hooks/node-sync/member'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aPod, having, inPhase, withPodSpec } from '../../builders/a-pod'
import { someSeconds } from '../../builders/settings'

const SINCE = '2026-01-02T00:00:00Z'
const at = (seconds: number): Date => new Date(Date.parse(SINCE) + seconds * 1000)
const LEFT = 'it is left to end by itself (drain.waitForPods)'
const { drain: plain } = aSlot()
const waiting = { ...plain, waitForPods: { matchLabels: { 'example.com/long-job': 'true' } } }
const isLong = having({ labels: { 'example.com/long-job': 'true' } })
const job = (name: string, ...changes: Parameters<typeof aPod>[1][]) => aPod(name, isLong, ...changes)

const drained = (changes: Partial<DrainInput>): string => {
  const input: DrainInput = {
    slot: aSlot({ drain: waiting }),
    pods: [],
    nodeReady: true,
    operatorPod: undefined,
    before: undefined,
    now: at(5),
    ...changes,
  }
  const plan = planDrain(input)
  const drain = drainOf(input.slot, plan, { refused: [], before: input.before })
  const evicted = plan.evict.map(({ metadata }) => metadata.name).join(' ') || 'none'
  const named = drain.blockers.map(({ pod, reason }) => `${pod} (${reason})`).join(', ') || 'none'
  return `${drain.state} ${drain.remaining}, evicts ${evicted}, names ${named}, again ${recheckSeconds(drain, plan, { refused: [], before: input.before }) ?? 'never'}`
}

describe('a drain that waits for chosen pods', () => {
  const cases = [
    {
      name: 'never evicts them, and evicts all others at once',
      change: { pods: [job('j'), aPod('a')] },
      want: `Draining 2, evicts a, names apps/j (${LEFT}), again 1`,
    },
    {
      name: 'names them from its first moment, and asks rarely while nothing else is left',
      change: { pods: [job('j')] },
      want: `Draining 1, evicts none, names apps/j (${LEFT}), again 10`,
    },
    {
      name: 'is done when they have ended',
      change: { pods: [job('j', inPhase('Succeeded')), job('k', inPhase('Failed'))] },
      want: 'Drained 0, evicts none, names none, again 10',
    },
    {
      name: 'waits also for one that tolerates the cordon and came after the mark',
      change: {
        pods: [
          job(
            'j',
            having({ creationTimestamp: at(60).toISOString() }),
            withPodSpec({ tolerations: [{ operator: 'Exists' }] }),
          ),
        ],
        now: at(90),
      },
      want: `Draining 1, evicts none, names apps/j (${LEFT}), again 10`,
    },
    {
      name: 'does not wait for a chosen pod of a DaemonSet, nor for a mirror pod',
      change: {
        pods: [
          job('d', having({ ownerReferences: [{ kind: 'DaemonSet', controller: true }] })),
          job('m', having({ annotations: { 'kubernetes.io/config.mirror': 'x' } })),
        ],
      },
      want: 'Drained 0, evicts none, names none, again 10',
    },
    {
      name: 'leaves one alone that may not be evicted anyway',
      change: {
        slot: aSlot({ drain: { ...waiting, force: false } }),
        pods: [job('j', having({ ownerReferences: [] }))],
      },
      want: `Draining 1, evicts none, names apps/j (${LEFT}), again 10`,
    },
    {
      name: 'says of one that somebody deleted how long it has',
      change: {
        pods: [job('j', having({ deletionTimestamp: '2026-01-02T00:00:30Z', deletionGracePeriodSeconds: 30 }))],
        now: at(70),
      },
      want: 'Draining 1, evicts none, names apps/j (terminating since 2026-01-02T00:00:00Z, its grace period ends at 2026-01-02T00:00:30Z), again 2',
    },
    {
      name: 'times out all the same, and names whom it waited for',
      change: { pods: [job('j')], now: at(3600) },
      want: `TimedOut 1, evicts none, names apps/j (${LEFT}), again never`,
    },
    {
      name: 'waits without end with a timeout of 0',
      change: {
        slot: aSlot({ drain: { ...waiting, timeoutSeconds: someSeconds(0) } }),
        pods: [job('j')],
        now: at(9e6),
      },
      want: `Draining 1, evicts none, names apps/j (${LEFT}), again 10`,
    },
    {
      name: 'by a mark that was given without the setting evicts them as it was ordered',
      change: { slot: aSlot(), pods: [job('j')] },
      want: 'Draining 1, evicts j, names none, again 1',
    },
    {
      name: 'by a selector that is empty, as no pool has it, waits for no pod rather than for every one',
      change: { slot: aSlot({ drain: { ...plain, waitForPods: {} } }), pods: [job('j')] },
      want: 'Draining 1, evicts j, names none, again 1',
    },
  ]
  for (const { name, change, want } of cases) it(name, () => assert.equal(drained(change), want))
})

describe('the pods that a mark waits for', () => {
  const stateWith = (waitForPods: object): string =>
    readMark(aNode('n1', carrying(aSlot({ drain: { ...plain, waitForPods } }))).metadata).state

  it('are those of a selector as large as the CRD takes it', () => {
    const key = 'k'.repeat(317)
    assert.equal(
      stateWith({ matchExpressions: [{ key, operator: 'In', values: Array(32).fill('v'.repeat(63)) }] }),
      'whole',
    )
  })

  it('make the mark half when no member could repeat them', () => {
    const values = (count: number, length = 1) => [
      { key: 'k', operator: 'In', values: Array(count).fill('v'.repeat(length)) },
    ]
    const tooLarge = [
      { matchExpressions: values(33) },
      { matchExpressions: values(1, 64) },
      { matchExpressions: Array(9).fill(values(1)[0]) },
      { matchExpressions: [{ key: 'k'.repeat(318), operator: 'Exists' }] },
      { matchLabels: { k: 'v'.repeat(64) } },
      { matchLabels: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) },
      { matchExpressions: [{ key: 'k', operator: 'Near' }] },
    ]
    assert.deepEqual(
      tooLarge.map(stateWith),
      tooLarge.map(() => 'half'),
    )
  })

  it('are repeated by the member as the API server stores them, without what it would drop', () => {
    const waitForPods = {
      matchLabels: { a: 'b' },
      matchExpressions: [{ key: 'k', operator: 'Exists', more: 1 }],
      more: 1,
    }
    const node = aNode('n1', carrying(aSlot({ drain: { ...plain, waitForPods: waitForPods as object } })))
    const { slot } = memberOf({
      node,
      membership: { pool: 'workers', contenders: [] },
      mark: readMark(node.metadata),
      reads: undefined,
      drain: undefined,
      before: undefined,
      operatorNode: undefined,
      now: at(0),
    })
    assert.deepEqual(JSON.parse(JSON.stringify(slot?.drain?.waitForPods)), {
      matchLabels: { a: 'b' },
      matchExpressions: [{ key: 'k', operator: 'Exists' }],
    })
  })
})
