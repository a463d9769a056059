import assert from 'node:assert/strict'
import type { PoolMember } from '../../../hooks/api/pool-member'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying, labelled } from '../../builders/a-node'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, type SceneNode, syncScene } from './one-sync'

const budget = (maxUnavailable: number) => aRollout(withSettings({ maxUnavailable: aCount(maxUnavailable) }))
const ready = (name: string, spec: Partial<PoolMember> = {}): SceneNode => ({
  member: aMember(name, being(spec)),
  update: anUpdate(name, staged()),
})
const draining = (name: string): SceneNode => ({
  member: aMember(name, marked(`mark-${name}`, ATTEMPT)),
  update: anUpdate(name, staged()),
})
const updated = (name: string, spec: Partial<PoolMember> = {}): SceneNode => ({
  member: aMember(name, being({ bootID: 'boot-2', ...spec })),
  update: anUpdate(name, running(NEW), inBoot('boot-2/0')),
})

describe('maxUnavailable', () => {
  it('that is lowered below what is in flight starts nobody and stops nobody', async () => {
    const { did } = await syncScene({ rollout: budget(1), nodes: [draining('n1'), draining('n2'), ready('n3')] })
    assert.deepEqual(did, [])
  })

  it('that is raised is used at once', async () => {
    const { did } = await syncScene({
      rollout: budget(3),
      nodes: [draining('n1'), ready('n2'), ready('n3'), ready('n4')],
    })
    assert.deepEqual(did, ['marks n2 and cordons it', 'marks n3 and cordons it'])
  })

  it('counts what others have taken down beside what we have', async () => {
    const nodes = [
      draining('n1'),
      updated('n2', { ready: false }),
      updated('n3', { unschedulable: true }),
      ready('n4'),
      ready('n5'),
    ]
    const { did } = await syncScene({ rollout: budget(4), nodes })
    assert.deepEqual(did, ['marks n4 and cordons it'])
  })
})

describe('a node that somebody else holds', () => {
  const waiting: ReadonlyArray<readonly [string, Partial<PoolMember>, RegExp]> = [
    ['is cordoned', { unschedulable: true }, /n1 .*cordoned/],
    ['is NotReady', { ready: false }, /n1 .*NotReady/],
    ['is being deleted', { holds: ['BeingDeleted'] }, /n1 .*BeingDeleted/],
  ]
  for (const [what, spec, said] of waiting) {
    it(`${what}: it is skipped and named while it waits, though slots are free`, async () => {
      const { did, status } = await syncScene({ rollout: budget(3), nodes: [ready('n1', spec), updated('n2')] })
      assert.deepEqual(did, [])
      assert.match(status.message ?? '', said)
    })
  }

  it('is skipped, the next one in order is taken', async () => {
    const { did } = await syncScene({
      rollout: budget(2),
      nodes: [ready('n1', { holds: ['UnderMaintenance'] }), ready('n2')],
    })
    assert.deepEqual(did, ['marks n2 and cordons it'])
  })

  it('by another pool’s selector starts nothing there, and keeps nobody else from going on', async () => {
    const contested = ready('n1', { contenders: ['others', 'workers'] })
    const { did, status } = await syncScene({ rollout: budget(2), nodes: [contested, ready('n2')] })
    assert.deepEqual(did, ['marks n2 and cordons it'])
    assert.match(status.message ?? '', /n1 \(of pool workers, also of others\) is claimed by several pools/)
  })
})

describe('the control plane', () => {
  const control = ready('a1', { controlPlane: true })
  const foreign = aNode(
    'm1',
    carrying(aSlot({ pool: 'masters' })),
    labelled({ 'node-role.kubernetes.io/control-plane': '' }),
  )

  it('comes after the workers, and the node that runs the operator after both', async () => {
    const nodes = [ready('a0', { runsOperator: true }), control, ready('n2'), ready('n3')]
    const { did } = await syncScene({ rollout: budget(4), nodes })
    assert.deepEqual(
      did,
      ['n2', 'n3', 'a1', 'a0'].map(name => `marks ${name} and cordons it`),
    )
  })

  it('loses one node at a time, whatever the budget', async () => {
    const { did } = await syncScene({ rollout: budget(3), nodes: [control, ready('a2', { controlPlane: true })] })
    assert.deepEqual(did, ['marks a1 and cordons it'])
  })

  it('loses no node while another pool has one of it', async () => {
    const { did, status } = await syncScene({ rollout: budget(2), nodes: [control, { live: foreign }] })
    assert.deepEqual(did, [])
    assert.match(status.message ?? '', /a1 .*m1/)
  })

  it('gives a node back when two pools took one each at once', async () => {
    let looks = 0
    const slot = aSlot({ id: '100', since: '2026-01-02T00:15:00.000Z' })
    const labels = { 'node-role.kubernetes.io/control-plane': '' }
    const marks = [
      { name: 'm1', labels, slot: aSlot({ pool: 'masters' }) },
      { name: 'a1', labels, slot },
    ]
    const { did } = await syncScene({
      nodes: [control],
      cluster: {
        markedNodes: async pool => (pool === undefined && looks++ > 1 ? marks : []),
        readNode: async () =>
          looks < 3 ? aNode('a1', labelled(labels)) : aNode('a1', labelled(labels), carrying(slot)),
      },
    })
    assert.deepEqual(did, ['marks a1 and cordons it', 'unmarks a1 and uncordons it'])
  })
})

describe('a pool without a node', () => {
  it('says so', async () => {
    const { status } = await syncScene({ nodes: [] })
    assert.deepEqual([status.phase, status.message], ['Waiting', 'no node is in the pool'])
  })
})

describe('what a slot changed on the Node', () => {
  it('is all undone when the slot is given back', async () => {
    const before = aNode('n1')
    const { live: marked } = await syncScene({ nodes: [{ ...ready('n1'), live: before }] })
    const node = marked['n1'] ?? before
    const slot = { ...aSlot({ id: '100', attempt: ATTEMPT }) }
    const done = { ...updated('n1'), member: aMember('n1', being({ bootID: 'boot-2', slot })) }
    const { did, live } = await syncScene({ nodes: [{ ...done, live: node }] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it'])
    assert.deepEqual(live['n1'], {
      ...before,
      metadata: { ...before.metadata, annotations: {} },
      spec: { unschedulable: false },
    })
  })
})
