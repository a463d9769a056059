import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { NODE_SLOT_LABEL } from '../../../hooks/api/names'
import { quorumProblem } from '../../../hooks/rollout-sync/act/quorum'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying, cordoned, labelled, notReady } from '../../builders/a-node'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { ATTEMPT, MARK, type SceneNode, syncScene } from './one-sync'

const ROLE = 'node-role.kubernetes.io'
const withoutLabel =
  (label: string) =>
  (node: Node): Node => {
    const { [label]: _gone, ...labels } = node.metadata.labels ?? {}
    return { ...node, metadata: { ...node.metadata, labels } }
  }
const outside = (name: string, ...changes: ReadonlyArray<(node: Node) => Node>): SceneNode => ({
  live: aNode(name, labelled({ [`${ROLE}/control-plane`]: '' }), ...changes),
})
const control = (name: string, changes: object = {}): SceneNode => ({
  member: aMember(name, being({ controlPlane: true, ...changes })),
  update: anUpdate(name, staged()),
})

describe('a control plane of which a node is down', () => {
  const cases = [
    { name: 'is NotReady', nodes: [control('a1'), outside('m1', notReady)], said: /a1 waits: m1 .* is NotReady since/ },
    { name: 'is cordoned', nodes: [control('a1'), outside('m1', cordoned)], said: /a1 waits: m1 .* is cordoned/ },
    {
      name: 'is cordoned by a mark whose label somebody took away',
      nodes: [control('a1'), outside('m1', carrying(aSlot({ pool: 'masters' })), withoutLabel(NODE_SLOT_LABEL))],
      said: /a1 waits: m1 .* is cordoned/,
    },
    {
      name: 'runs etcd alone and is NotReady',
      nodes: [control('a1'), { live: aNode('m1', labelled({ [`${ROLE}/etcd`]: 'true' }), notReady) }],
      said: /a1 waits: m1 /,
    },
    {
      name: 'is NotReady in the same pool, whose budget is 34% of three',
      nodes: [control('a1', { ready: false }), control('a2'), control('a3')],
      said: /a2 waits: a1 .* is NotReady/,
      rollout: aRollout(withSettings({ maxUnavailable: '34%' as never })),
    },
  ]
  for (const { name, nodes, said, rollout = aRollout() } of cases) {
    it(`loses no further one while that ${name}, and names it`, async () => {
      const { did, status, again } = await syncScene({ nodes, rollout })
      assert.deepEqual(did, [])
      assert.match(status.message ?? '', said)
      assert.equal(again, 10)
    })
  }

  it('keeps no worker from its slot', async () => {
    const worker = { member: aMember('n1'), update: anUpdate('n1', staged()) }
    const { did } = await syncScene({ nodes: [control('a1'), worker, outside('m1', notReady)] })
    assert.deepEqual(did, ['marks n1 and cordons it'])
  })

  it('is not ordered to reboot while another one is down, though it was drained before that', async () => {
    const member = being({ controlPlane: true })(aMember('a1', marked(MARK, ATTEMPT, 'Drained')))
    const drained = { member, update: anUpdate('a1', staged()) }
    const { orders, status } = await syncScene({ nodes: [drained, outside('m1', notReady)] })
    assert.equal(orders['a1']?.step, 'Stage')
    assert.match(status.message ?? '', /a1 waits: m1 of the control plane is NotReady/)
    const well = await syncScene({ nodes: [drained, outside('m1')] })
    assert.equal(well.orders['a1']?.step, 'Reboot')
  })

  it('waits on a return too', async () => {
    const back = { key: `${ATTEMPT}~back`, digest: OLD, previousImage: imageOf(OLD), outcome: 'InProgress' as const }
    const update = anUpdate(
      'a1',
      running(NEW),
      inBoot('boot-2/0'),
      ordering({ image: imageOf(OLD), attempt: back.key }),
      reporting({ attempt: back, ready: { digest: OLD, how: 'rollback' } }),
    )
    const member = aMember('a1', being({ controlPlane: true, bootID: 'boot-2' }))
    const { did } = await syncScene({
      rollout: aRollout(withSpec({ cancelled: true })),
      nodes: [{ member, update }, outside('m1', notReady)],
    })
    assert.deepEqual(did, [])
  })

  it('is repaired, whatever else of it is down', async () => {
    const broken = being({ controlPlane: true, ready: false, readySince: '2026-01-02T00:02:00Z' })(
      aMember('a1', marked('80', 'cccccccccccc')),
    )
    const { did } = await syncScene({
      nodes: [{ member: broken, update: anUpdate('a1', staged()) }, outside('m1', notReady)],
    })
    assert.deepEqual(did, ['marks a1 and cordons it'])
  })

  it('is well, though the node itself is about to be cordoned and shows it already', async () => {
    const nodes = [aNode('a1', notReady), aNode('m1')]
    assert.equal(quorumProblem(nodes, 'a1'), undefined)
    assert.match(quorumProblem(nodes, 'm1') ?? '', /a1 of the control plane is NotReady/)
  })

  it('that consists of one node alone may go', async () => {
    const { did } = await syncScene({ nodes: [control('a1')] })
    assert.deepEqual(did, ['marks a1 and cordons it'])
  })

  it('does not wait for one that only has a mark of its own pool: that is asked otherwise', async () => {
    const slot = aSlot({ pool: 'masters' })
    const { did, status } = await syncScene({ nodes: [control('a1'), outside('m1', carrying(slot))] })
    assert.deepEqual(did, [])
    assert.match(status.message ?? '', /a1 waits: m1 of the control plane has a slot/)
  })
})
