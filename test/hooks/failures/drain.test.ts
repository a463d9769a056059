import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aPod, having, withPodSpec } from '../../builders/a-pod'
import { aRollout, withDrain } from '../../builders/a-rollout'
import { anUpdate, staged } from '../../builders/an-update'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, type SceneNode, syncScene } from './one-sync'

const blockers = [{ pod: 'apps/db-0', reason: 'The disruption budget db needs 1 healthy pods and has 1 currently' }]
const inDrain = (state: 'Blocked' | 'TimedOut'): SceneNode => ({
  member: aMember('n1', marked(MARK, ATTEMPT), being({ drain: { id: MARK, state, remaining: aCount(1), blockers } })),
  update: anUpdate('n1', staged()),
})
const other = { member: aMember('n2'), update: anUpdate('n2', staged()) }

describe('a drain that a budget blocks', () => {
  it('names the budget, the pod and the time in the rollout’s message', async () => {
    const { did, status } = await syncScene({ nodes: [inDrain('Blocked'), other] })
    assert.deepEqual(did, [])
    assert.match(
      status.message ?? '',
      /n1 Draining since 2026-01-02T00:00:00Z \(1 pod left, blocked by apps\/db-0 \(The disruption budget db needs 1/,
    )
  })

  it('that times out gives the slot back, leaves the failure on the Node, and is not tried again', async () => {
    const { did, status } = await syncScene({ nodes: [inDrain('TimedOut'), other] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it, leaving DrainTimedOut'])
    assert.match(status.failed?.[0]?.message ?? '', /drainTimeoutSeconds.*apps\/db-0 .*budget db/)
    const after = {
      ...inDrain('TimedOut'),
      member: aMember('n1', being({ failed: { attempt: ATTEMPT, reason: 'DrainTimedOut' } })),
    }
    assert.deepEqual((await syncScene({ nodes: [after, other] })).did, [])
  })
})

describe('a pool that skips drains', () => {
  it('reboots a node with pods on it, and asks for none of them', async () => {
    const live = aNode('n1', carrying(aSlot({ id: MARK, drain: { ...aSlot().drain, skip: true } })))
    const { orders } = await syncScene({
      rollout: aRollout(withDrain({ skip: true })),
      nodes: [{ member: aMember('n1', marked(MARK, ATTEMPT, 'Drained')), update: anUpdate('n1', staged()), live }],
      cluster: { podsOn: async () => Promise.reject(new Error('nobody was to list pods')) },
    })
    assert.equal(orders['n1']?.step, 'Reboot')
  })
})

describe('a drained node', () => {
  const drained: SceneNode = {
    member: aMember('n1', marked(MARK, ATTEMPT, 'Drained')),
    update: anUpdate('n1', staged()),
  }

  it('is not rebooted when a pod came back in the last moment', async () => {
    const { orders, again } = await syncScene({
      nodes: [drained],
      cluster: { podsOn: async () => [aPod('late')] },
    })
    assert.deepEqual([orders['n1']?.step, again], ['Stage', 2])
  })

  it('is not rebooted while a pod that its pool waits for is there, though it tolerates the cordon and came after it', async () => {
    const { drain } = aSlot()
    const waitForPods = { matchLabels: { job: 'long' } }
    const slot = aSlot({ id: MARK, drain: { ...drain, waitForPods } })
    const job = aPod(
      'job-1',
      having({ labels: { job: 'long' }, creationTimestamp: '2026-01-02T00:10:00Z' }),
      withPodSpec({ tolerations: [{ operator: 'Exists' }] }),
    )
    const node = { ...drained, live: aNode('n1', carrying(slot)) }
    const rollout = aRollout(withDrain({ waitForPods }))
    const { orders, status } = await syncScene({ rollout, nodes: [node], cluster: { podsOn: async () => [job] } })
    assert.equal(orders['n1']?.step, 'Stage')
    assert.match(status.message ?? '', /n1 waits for pod apps\/job-1/)
  })

  it('is not kept from its reboot by the operator’s own pod, whatever budget keeps that there', async () => {
    const own = aPod('operator-1')
    const operatorPod = { namespace: own.metadata.namespace, name: own.metadata.name }
    const { orders } = await syncScene({ nodes: [drained], operatorPod, cluster: { podsOn: async () => [own] } })
    assert.equal(orders['n1']?.step, 'Reboot')
  })
})
