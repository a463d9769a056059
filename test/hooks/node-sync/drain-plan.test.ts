import assert from 'node:assert/strict'
import { type DrainInput, planDrain } from '../../../hooks/node-sync/drain-plan'
import { drainOf, recheckSeconds } from '../../../hooks/node-sync/drain-state'
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
const leaving = having({ deletionTimestamp: '2026-01-02T00:00:30Z', deletionGracePeriodSeconds: 30 })
/** So many seconds after the mark, on the cordoned node: by spec.nodeName in the template of its controller. */
const cameAt = (seconds: number) =>
  having({
    creationTimestamp: at(seconds).toISOString(),
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web-5d', controller: true }],
  })
const CAME = 'after the cordon: ReplicaSet web-5d puts it back on this node; is spec.nodeName set in its template?'

/** State, evictions, count, blockers and the next look, in one line. */
const tell = (input: DrainInput, refused: ReadonlyArray<string> = []): string => {
  const plan = planDrain(input)
  const refusals = refused.map(pod => ({ pod, reason: 'refused' }))
  const drain = drainOf(input.slot, plan, { refused: refusals, before: input.before })
  const evicted = [...plan.evict, ...(plan.evictLast ? [plan.evictLast] : [])].map(({ metadata }) => metadata.name)
  const blockers = drain.blockers.map(({ pod, reason }) => `${pod} (${reason})`)
  return [
    `${drain.state} ${drain.remaining}`,
    `evicts ${evicted.join(' ') || 'none'}`,
    ...(blockers.length === 0 ? [] : [`held up by ${blockers.join(', ')}`]),
    `looks again ${recheckSeconds(drain, plan, { refused: refusals, before: input.before }) ?? 'never'}`,
  ].join(', ')
}

describe('a drain', () => {
  const cases = [
    { name: 'is done when nothing is left', input: draining(), want: 'Drained 0, evicts none, looks again 10' },
    {
      name: 'that is done still is looked at seldom',
      input: draining({ before: was('Drained') }),
      want: 'Drained 0, evicts none, looks again 60',
    },
    {
      name: 'evicts what runs, and waits for what is leaving',
      input: draining({ pods: [aPod('b', leaving), aPod('a')] }),
      want: 'Draining 2, evicts a, looks again 1',
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
      want: 'Blocked 2, evicts a, held up by apps/bare (no controller would replace it and drain.force is false), looks again 1',
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
      want: 'Draining 1, evicts a, held up by apps/a (its eviction is under way), looks again 1',
    },
    {
      name: 'times out, counted from the mark, evicts nothing more and names who is left',
      input: draining({ pods: [aPod('a')], now: at(3600) }),
      want: 'TimedOut 1, evicts none, held up by apps/a (its eviction is under way), looks again never',
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
      want: 'Draining 1, evicts a, held up by apps/a (its eviction is under way), looks again 1',
    },
    {
      name: 'that timed out stays so when the last pod goes, and goes on naming it',
      input: draining({
        before: { ...was('TimedOut'), blockers: [{ pod: 'apps/a', reason: 'refused' }] },
        now: at(3700),
      }),
      want: 'TimedOut 0, evicts none, held up by apps/a (refused), looks again never',
    },
    {
      name: 'that was done is not when a pod is there again',
      input: draining({ before: was('Drained'), pods: [aPod('a')] }),
      want: 'Draining 1, evicts a, looks again 1',
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
      name: 'says nothing of a pod that is terminating in the first minute',
      input: draining({ pods: [aPod('b', leaving)], now: at(59) }),
      want: 'Draining 1, evicts none, looks again 2',
    },
    {
      name: 'that lasts longer names who is terminating, since when and until when',
      input: draining({ pods: [aPod('b', leaving)], now: at(90) }),
      want: 'Draining 1, evicts none, held up by apps/b (terminating since 2026-01-02T00:00:00Z, its grace period ends at 2026-01-02T00:00:30Z), looks again 2',
    },
    {
      name: 'is blocked by a pod that is still there long after its grace period',
      input: draining({ pods: [aPod('b', leaving)], now: at(91) }),
      want: 'Blocked 1, evicts none, held up by apps/b (terminating since 2026-01-02T00:00:00Z, its grace period ended at 2026-01-02T00:00:30Z: the kubelet has not ended it), looks again 10',
    },
    {
      name: 'is blocked by a finalizer, and names it',
      input: draining({ pods: [aPod('b', leaving, having({ finalizers: ['example.com/logs'] }))], now: at(91) }),
      want: 'Blocked 1, evicts none, held up by apps/b (terminating since 2026-01-02T00:00:00Z, its grace period ended at 2026-01-02T00:00:30Z: finalizer example.com/logs holds it), looks again 10',
    },
    {
      name: 'evicts at once who came right after the mark: the scheduler had not seen the cordon yet',
      input: draining({ pods: [aPod('a', cameAt(4))] }),
      want: 'Draining 1, evicts a, looks again 1',
    },
    {
      name: 'does not evict again at once who was put back in spite of the cordon, and names its controller',
      input: draining({ pods: [aPod('a', cameAt(20))], now: at(39) }),
      want: `Blocked 1, evicts none, held up by apps/a (made at 2026-01-02T00:00:20.000Z, ${CAME}), looks again 10`,
    },
    {
      name: 'evicts who was put back once it was there as long as it took to come',
      input: draining({ pods: [aPod('a', cameAt(20))], now: at(40) }),
      want: `Blocked 1, evicts a, held up by apps/a (made at 2026-01-02T00:00:20.000Z, ${CAME}), looks again 1`,
    },
    {
      name: 'evicts who was put back late after a minute',
      input: draining({ pods: [aPod('a', cameAt(2000))], now: at(2060) }),
      want: `Blocked 1, evicts a, held up by apps/a (made at 2026-01-02T00:33:20.000Z, ${CAME}), looks again 1`,
    },
    {
      name: 'says of who was put here by hand how that was done',
      input: draining({
        pods: [aPod('a', cameAt(20), having({ ownerReferences: [] }))],
        now: at(30),
      }),
      want: 'Blocked 1, evicts none, held up by apps/a (made at 2026-01-02T00:00:20.000Z, after the cordon by hand: is its spec.nodeName set?), looks again 10',
    },
    {
      name: 'says that a budget refuses, rather than that the pod came back',
      input: draining({ pods: [aPod('a', cameAt(20))], now: at(40) }),
      refused: ['apps/a'],
      want: 'Blocked 1, evicts a, held up by apps/a (refused), looks again 10',
    },
    {
      name: 'does not take for refused who was only waited for before',
      input: draining({
        before: {
          ...was('Draining'),
          blockers: manyPods(5).map(pod => ({ pod: `apps/${pod.metadata.name}`, reason: 'its eviction is under way' })),
        },
        pods: manyPods(11),
        now: at(70),
      }),
      want: 'Draining 11, evicts p04 p05 p06 p07 p08 p09 p10 p00 p01 p02, held up by apps/p00 (its eviction is under way), apps/p01 (its eviction is under way), apps/p02 (its eviction is under way), apps/p03 (its eviction is under way), apps/p04 (its eviction is under way), looks again 1',
    },
    {
      name: 'leaves the operator’s own pod alone while others are there',
      input: draining({ pods: [aPod('a'), operator], operatorPod }),
      want: 'Draining 1, evicts a, looks again 1',
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
      want: 'Drained 0, evicts none, looks again 60',
    },
    {
      name: 'does not evict the operator’s pod a second time',
      input: draining({ pods: [leaving(operator)], operatorPod, before: was('Drained') }),
      want: 'Drained 0, evicts none, looks again 60',
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
