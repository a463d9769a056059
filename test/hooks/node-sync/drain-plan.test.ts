import assert from 'node:assert/strict'
import { type DrainInput, planDrain } from '../../../hooks/node-sync/drain-plan'
import { drainOf, nextLook } from '../../../hooks/node-sync/drain-state'
import { aSlot } from '../../builders/a-node'
import { aPod, having, withPodSpec } from '../../builders/a-pod'
import { aCount, someSeconds } from '../../builders/settings'

const SINCE = '2026-01-02T00:00:00Z'
const at = (seconds: number): Date => new Date(Date.parse(SINCE) + seconds * 1000)

const draining = (changes: Partial<DrainInput> = {}): DrainInput => ({
  slot: aSlot(),
  pods: [],
  nodeReady: true,
  operatorPod: undefined,
  before: undefined,
  now: at(5),
  ...changes,
})
const drainSettings = (changes: Partial<ReturnType<typeof aSlot>['drain']>) =>
  aSlot({ drain: { ...aSlot().drain, ...changes } })
const was = (state: 'Draining' | 'Blocked' | 'Drained' | 'TimedOut') =>
  ({ id: '90', state, remaining: aCount(1), blockers: [] }) as const
const manyPods = (count: number) => Array.from({ length: count }, (_, i) => aPod(`p${String(i).padStart(2, '0')}`))

const operator = aPod('operator', having({ namespace: 'bootc-operator' }))
const operatorPod = { namespace: 'bootc-operator', name: 'operator' }
const leaving = having({ deletionTimestamp: '2026-01-02T00:00:30Z' })

/** State, evictions, count, blockers and the next look, in one line. */
const tell = (input: DrainInput, refused: ReadonlyArray<string> = []): string => {
  const plan = planDrain(input)
  const drain = drainOf(input.slot, plan, {
    refused: refused.map(pod => ({ pod, reason: 'refused' })),
    before: input.before,
  })
  const evicted = [...plan.evict, ...(plan.evictLast ? [plan.evictLast] : [])].map(({ metadata }) => metadata.name)
  const blockers = drain.blockers.map(({ pod, reason }) => `${pod} (${reason})`)
  return [
    `${drain.state} ${drain.remaining}`,
    `evicts ${evicted.join(' ') || 'none'}`,
    ...(blockers.length === 0 ? [] : [`held up by ${blockers.join(', ')}`]),
    `looks again ${nextLook(drain, plan) ?? 'never'}`,
  ].join(', ')
}

describe('a drain', () => {
  const cases = [
    { name: 'is done when nothing is left', input: draining(), want: 'Drained 0, evicts none, looks again 10' },
    {
      name: 'evicts what runs, and waits for what is leaving',
      input: draining({ pods: [aPod('b', leaving), aPod('a')] }),
      want: 'Draining 2, evicts a, looks again 2',
    },
    {
      name: 'is done at once when it is to be skipped',
      input: draining({ slot: drainSettings({ skip: true }), pods: [aPod('a'), operator], operatorPod }),
      want: 'Drained 0, evicts none, looks again 10',
    },
    {
      name: 'is blocked by a pod that may not be evicted, and evicts the others',
      input: draining({
        slot: drainSettings({ force: false }),
        pods: [aPod('bare', having({ ownerReferences: [] })), aPod('a')],
      }),
      want: 'Blocked 2, evicts a, held up by apps/bare (no controller would replace it and drain.force is false), looks again 10',
    },
    {
      name: 'is blocked by emptyDir data that may not be lost',
      input: draining({
        slot: drainSettings({ deleteEmptyDirData: false }),
        pods: [aPod('a', withPodSpec({ volumes: [{ emptyDir: {} }] }))],
      }),
      want: 'Blocked 1, evicts none, held up by apps/a (it has emptyDir data and drain.deleteEmptyDirData is false), looks again 10',
    },
    {
      name: 'is blocked by a refused eviction, and asks again later',
      input: draining({ pods: [aPod('a')] }),
      refused: ['apps/a'],
      want: 'Blocked 1, evicts a, held up by apps/a (refused), looks again 10',
    },
    {
      name: 'has time until its timeout',
      input: draining({ pods: [aPod('a')], now: at(3599) }),
      want: 'Draining 1, evicts a, looks again 2',
    },
    {
      name: 'times out, counted from the mark, and evicts nothing more',
      input: draining({ pods: [aPod('a')], now: at(3600) }),
      want: 'TimedOut 1, evicts none, looks again never',
    },
    {
      name: 'does not time out when nothing is left',
      input: draining({ now: at(7200) }),
      want: 'Drained 0, evicts none, looks again 10',
    },
    {
      name: 'never times out with a timeout of 0',
      input: draining({
        slot: drainSettings({ timeoutSeconds: someSeconds(0) }),
        pods: [aPod('a')],
        now: at(9e6),
      }),
      want: 'Draining 1, evicts a, looks again 2',
    },
    {
      name: 'that timed out stays so when the last pod goes',
      input: draining({ before: was('TimedOut'), now: at(3700) }),
      want: 'TimedOut 0, evicts none, looks again never',
    },
    {
      name: 'that was done is not when a pod is there again',
      input: draining({ before: was('Drained'), pods: [aPod('a')] }),
      want: 'Draining 1, evicts a, looks again 2',
    },
    {
      name: 'of a node that is not Ready evicts nothing and says why',
      input: draining({ nodeReady: false, pods: [aPod('a'), aPod('b', leaving)] }),
      want: 'Blocked 2, evicts none, held up by apps/a (the node is not Ready, so nothing there ends it), apps/b (the node is not Ready, so nothing there ends it), looks again 10',
    },
    {
      name: 'of a node that is not Ready does not last for ever',
      input: draining({ nodeReady: false, pods: [aPod('b', leaving)], now: at(3600) }),
      want: 'TimedOut 1, evicts none, held up by apps/b (the node is not Ready, so nothing there ends it), looks again never',
    },
    {
      name: 'waits for the grace period and a minute without a word',
      input: draining({ pods: [aPod('b', leaving)], now: at(90) }),
      want: 'Draining 1, evicts none, looks again 2',
    },
    {
      name: 'names a pod that is still there long after its grace period',
      input: draining({ pods: [aPod('b', leaving)], now: at(91) }),
      want: 'Blocked 1, evicts none, held up by apps/b (it was to end by 2026-01-02T00:00:30Z: a finalizer or the kubelet holds it), looks again 10',
    },
    {
      name: 'leaves the operator’s own pod alone while others are there',
      input: draining({ pods: [aPod('a'), operator], operatorPod }),
      want: 'Draining 1, evicts a, looks again 2',
    },
    {
      name: 'does not wait for the operator’s own pod',
      input: draining({ pods: [operator], operatorPod }),
      want: 'Drained 0, evicts none, looks again 2',
    },
    {
      name: 'evicts the operator’s own pod last, once Drained is written down',
      input: draining({ pods: [operator], operatorPod, before: was('Drained') }),
      want: 'Drained 0, evicts operator, looks again 10',
    },
    {
      name: 'does not evict the successor of the operator’s pod',
      input: draining({
        pods: [{ ...operator, metadata: { ...operator.metadata, creationTimestamp: '2026-01-02T00:00:04Z' } }],
        operatorPod,
        before: was('Drained'),
      }),
      want: 'Drained 0, evicts none, looks again 10',
    },
    {
      name: 'does not evict the operator’s pod a second time',
      input: draining({ pods: [leaving(operator)], operatorPod, before: was('Drained') }),
      want: 'Drained 0, evicts none, looks again 10',
    },
  ]
  for (const { name, input, refused, want } of cases) it(name, () => assert.equal(tell(input, refused), want))

  it('asks for at most ten evictions at once', () => {
    const plan = planDrain(draining({ pods: manyPods(25) }))
    assert.equal(plan.evict.length, 10)
    assert.equal(plan.remaining.length, 25)
  })

  it('tries every pod in turn, whoever is refused', () => {
    const pods = manyPods(25)
    const tried = [0, 10, 20].flatMap(seconds =>
      planDrain(draining({ pods, now: at(seconds) })).evict.map(({ metadata }) => metadata.name),
    )
    assert.equal(new Set(tried).size, 25)
  })

  it('names the same five blockers in every turn, when all are refused', () => {
    const pods = manyPods(25)
    let before: DrainInput['before']
    const said: string[] = []
    for (let turn = 0; turn < 9; turn++) {
      const input = draining({ pods, before, now: at(turn * 10) })
      const plan = planDrain(input)
      const refused = plan.evict.map(({ metadata }) => ({ pod: `apps/${metadata.name}`, reason: 'budget' }))
      before = drainOf(input.slot, plan, { refused, before })
      said.push(before.blockers.map(({ pod }) => pod).join(' '))
    }
    assert.deepEqual(new Set(said.slice(3)), new Set(['apps/p00 apps/p01 apps/p02 apps/p03 apps/p04']))
  })

  it('forgets a blocker that has gone', () => {
    const before = {
      id: '90',
      state: 'Blocked',
      remaining: aCount(1),
      blockers: [{ pod: 'apps/x', reason: 'r' }],
    } as const
    const input = draining({ pods: [aPod('a')], before })
    assert.deepEqual(drainOf(input.slot, planDrain(input), { refused: [], before }).blockers, [])
  })

  it('cuts a reason that is too long for the member', () => {
    const input = draining({ pods: [aPod('a')] })
    const refused = [{ pod: 'apps/a', reason: 'x'.repeat(5000) }]
    const [blocker] = drainOf(input.slot, planDrain(input), { refused, before: undefined }).blockers
    assert.equal(blocker?.reason.length, 300)
  })
})
