import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { aMember, being, marked, type NamedMember } from '../../builders/a-member'
import { aNode, aSlot, carrying, cordoned } from '../../builders/a-node'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { aStep } from '../../builders/a-step'
import { anUpdate, inBoot, ordering, rebootOrder, running, staged } from '../../builders/an-update'
import type { Change } from '../../builders/change'
import { NEW, OLD, OTHER } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, syncScene } from '../failures/one-sync'
import { nodeIs, syncOne } from './sync-one'
import { SINCE, UNIT, units, wantsUnit } from './verify-scene'

describe('one sync of a pool with verify', () => {
  const none = { markedNodes: async () => [] }
  const rollout = aRollout(withSettings({ verify: wantsUnit }))

  it('gives no slot to a node whose agent reports no units yet', async () => {
    const cluster = { ...nodeIs(aNode('n1')), ...none }
    const { patches, answer } = await syncOne({
      rollout,
      member: aMember('n1'),
      update: anUpdate('n1', staged()),
      cluster,
    })
    assert.deepEqual(patches, [])
    const { message } = answer.status as { readonly message: string }
    assert.match(message, /skipped: n1 \(chronyd.service\) has an agent that does not report its units yet/)
  })

  it('gives one to a node whose agent reports them, though they are not active before the update', async () => {
    const cluster = { ...nodeIs(aNode('n1')), ...none }
    const update = anUpdate('n1', staged(), units('missing'))
    const { patches } = await syncOne({ rollout, member: aMember('n1'), update, cluster })
    assert.equal(patches.length, 1)
    const slot = JSON.parse(patches[0]?.annotations?.['node.bootc.dev/slot'] ?? '{}')
    assert.equal(slot.fromDigest, OLD)
  })

  it('asks for the units in the order, which is no other order for that', async () => {
    const { order } = await syncOne({ rollout, member: aMember('n1'), update: anUpdate('n1', staged()), cluster: none })
    assert.deepEqual(order?.verify, { systemdUnits: [UNIT] })
    assert.deepEqual([order?.id, order?.since], [1, '2026-01-02T00:00:00Z'])
  })

  const asked = ordering({ verify: { systemdUnits: [UNIT] } })

  it('writes no order that asks for the units already', async () => {
    let written = 0
    const cluster = { ...none, patchUpdate: () => Promise.resolve('done' as const).finally(() => written++) }
    await syncOne({ rollout, member: aMember('n1'), update: anUpdate('n1', staged(), asked), cluster })
    assert.equal(written, 0)
  })

  const rebooted = [marked(MARK, ATTEMPT, 'Drained'), being({ bootID: 'boot-2', readySince: SINCE })]
  const cameFrom = (fromDigest: string): ReadonlyArray<Change<NamedMember>> => [
    ...rebooted,
    member => ({ ...member, spec: { ...member.spec, slot: member.spec.slot && { ...member.spec.slot, fromDigest } } }),
  ]
  const back = aMember('n1', ...rebooted)
  const came = (...changes: ReadonlyArray<Change<BootcNodeUpdate>>) =>
    anUpdate('n1', rebootOrder(MARK), asked, running(NEW), inBoot('boot-2/0', SINCE), ...changes)

  it('names what is not well, since it was seen first', async () => {
    const before = aRollout(withSettings({ verify: wantsUnit }), found => ({
      ...found,
      status: { digest: NEW, unwell: [{ node: 'n1', since: SINCE, because: ['unit a.service is failed'] }] },
    }))
    const { answer } = await syncOne({ rollout: before, member: back, update: came(units('failed')) })
    const { unwell } = answer.status as { readonly unwell: unknown }
    assert.deepEqual(unwell, [{ node: 'n1', since: SINCE, because: [`unit ${UNIT} is failed`] }])
  })

  describe('an unwell node that has the next target staged', () => {
    const unwell = aMember('n1', ...cameFrom(OTHER))
    const live = aNode('n1', carrying(aSlot()), cordoned)
    const paused = aRollout(withSettings({ verify: wantsUnit }), withSpec({ paused: true }))
    const ready = (...changes: ReadonlyArray<Change<BootcNodeUpdate>>) =>
      anUpdate('n1', asked, staged(), units('failed'), inBoot('boot-2/0', SINCE), ...changes)

    const cluster = { ...nodeIs(live), podsOn: async () => [] }

    it('reboots into it under its mark', async () => {
      const { order } = await syncOne({ rollout, member: unwell, update: ready(), cluster })
      assert.equal(order?.step, 'Reboot')
    })

    it('reboots into it, though its step has another node by now', async () => {
      const steps = [aStep('one', { nodes: aCount(1), soakSeconds: someSeconds(600), approval: 'Manual' })]
      const { orders, did } = await syncScene({
        nodes: [
          { member: unwell, update: ready(), live },
          { member: aMember('n2'), update: anUpdate('n2', asked, running(NEW), units('active')) },
        ],
        rollout: aRollout(withSettings({ verify: wantsUnit, steps })),
      })
      assert.deepEqual([orders['n1']?.step, did], ['Reboot', []])
    })

    it('goes no further in its slot while the pool is paused', async () => {
      const { order, patches } = await syncOne({
        rollout: paused,
        member: unwell,
        update: ready(),
        cluster,
      })
      assert.deepEqual([order?.step, patches], ['Stage', []])
    })

    it('is called back from its reboot when the pool is paused, and keeps its mark', async () => {
      const update = ready(rebootOrder(MARK, 'boot-2/0'))
      const { order, patches } = await syncOne({ rollout: paused, member: unwell, update, cluster })
      assert.deepEqual([order?.step, order?.reboot, patches], ['Stage', undefined, []])
    })
  })

  it('names of each node three things that are not met, and counts the others', async () => {
    const systemdUnits = ['a', 'b', 'c', 'd', 'e'].map(name => `${name.repeat(200)}.service`)
    const many = aRollout(withSettings({ verify: { systemdUnits } }))
    const { answer } = await syncOne({ rollout: many, member: back, update: came() })
    const { unwell } = answer.status as { readonly unwell: ReadonlyArray<{ readonly because: ReadonlyArray<string> }> }
    assert.deepEqual(
      unwell[0]?.because.map(clause => clause.slice(0, 8)),
      ['unit aaa', 'unit bbb', 'unit ccc', '2 more'],
    )
    assert.ok(unwell[0]?.because.every(clause => clause.length <= 100))
  })

  it('takes no mark back from an unwell node, though another instance filled at the same time', async () => {
    const unwell = aMember('n9', ...cameFrom(OTHER))
    const nodes = [
      { member: aMember('n1'), update: anUpdate('n1', staged(), asked, units('missing')) },
      { member: unwell, update: anUpdate('n9', asked, units('failed'), inBoot('boot-2/0', SINCE)) },
    ]
    const labels = { 'bootc.node-restriction.kubernetes.io/slot': 'workers' }
    const mark = (name: string, id: string, since: string) => ({ name, labels, slot: aSlot({ id, since }) })
    // Both were marked for the new target: n9 last.
    const late = [mark('n1', '100', NOW), mark('n2', '101', NOW), mark('n9', MARK, '2026-01-02T00:15:01Z')]
    let lists = 0
    const cluster = { markedNodes: async () => (lists++ === 0 ? late.slice(2) : late) }
    const two = aRollout(withSettings({ verify: wantsUnit, maxUnavailable: aCount(2) }))
    const { did } = await syncScene({ nodes, rollout: two, cluster })
    assert.deepEqual(did, ['marks n1 and cordons it'])
  })

  const wantsPods = aRollout(withSettings({ verify: { daemonSetPods: {} } }))

  it('lists pods of a node that waits for nothing else alone', async () => {
    const listed: string[] = []
    const cluster = {
      recentPodsOn: async (node: string) => {
        listed.push(node)
        return []
      },
      readScope: async () => undefined,
    }
    await syncOne({ rollout: wantsPods, member: aMember('n1'), update: anUpdate('n1', running(NEW)), cluster })
    assert.deepEqual(listed, [])
    const { answer } = await syncOne({ rollout: wantsPods, member: back, update: came(), cluster })
    assert.deepEqual(listed, ['n1'])
    assert.equal((answer as { readonly resyncAfterSeconds?: number }).resyncAfterSeconds, 5)
  })

  it('lists pods once the node has been Ready for long enough, and comes back by then', async () => {
    const settings = { verify: { daemonSetPods: {} }, minReadySeconds: someSeconds(300) }
    const { answer } = await syncOne({ rollout: aRollout(withSettings(settings)), member: back, update: came() })
    assert.equal((answer as { readonly resyncAfterSeconds?: number }).resyncAfterSeconds, 60)
    assert.match(JSON.stringify(answer), /n1 Verifying since [^(]*\(Ready for long enough at 2026-01-02T00:16:00Z\)/)
    assert.equal((answer.status as { readonly unwell?: unknown }).unwell, undefined)
  })

  it('believes nothing of pods that it may not list, and says so', async () => {
    const cluster = {
      recentPodsOn: async () => {
        throw new Error('pods is forbidden')
      },
    }
    const { answer, patches } = await syncOne({ rollout: wantsPods, member: back, update: came(), cluster })
    assert.deepEqual(patches, [])
    const { unwell } = answer.status as { readonly unwell: ReadonlyArray<{ readonly because: unknown }> }
    assert.deepEqual(unwell[0]?.because, ['its DaemonSet pods cannot be read: pods is forbidden'])
  })
})
