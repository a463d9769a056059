import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { shortDigest } from '../../../hooks/api/image'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying, labelled } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, syncScene } from '../failures/one-sync'
import { drained, markedNode, nodeIs, syncOne } from './sync-one'

describe('a reboot order', () => {
  it('is given to a drained node, bound to its boot, its mark and the image', async () => {
    const cluster = { ...nodeIs(markedNode), podsOn: async () => [] }
    const { order } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
    assert.deepEqual(order, {
      ...anUpdate('n1').spec.order,
      id: 2,
      step: 'Reboot',
      since: NOW,
      reboot: { fromBoot: 'boot-1/0', mark: MARK, policy: 'RebootOnly' },
    })
  })

  it('that its update has outrun is no order: it is decided again soon', async () => {
    const told: string[] = []
    const cluster = {
      ...nodeIs(markedNode),
      podsOn: async () => [],
      patchUpdate: async () => 'conflict' as const,
      recordEvent: ({ reason }: { readonly reason: string }) => void told.push(reason),
    }
    const { answer } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
    assert.deepEqual([told, answer.resyncAfterSeconds], [[], 2])
  })

  it('is not given to a Node that has just left its pool', async () => {
    const elsewhere = labelled({ 'bootc.node-restriction.kubernetes.io/pool': 'others' })(markedNode)
    const cluster = { ...nodeIs(elsewhere), podsOn: async () => [] }
    assert.equal((await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })).order?.step, 'Stage')
  })

  const refusals = [
    {
      name: 'a pod is on the node that no cached list shows yet',
      cluster: { ...nodeIs(markedNode), podsOn: async () => [aPod('a')], recentPodsOn: async () => [] },
    },
    { name: 'the mark has gone meanwhile', cluster: nodeIs(aNode('n1')) },
    { name: 'another mark is there', cluster: nodeIs(aNode('n1', carrying(aSlot({ id: '91' })))) },
    { name: 'somebody uncordoned the node', cluster: nodeIs({ ...markedNode, spec: {} }) },
    {
      name: 'the Node is another machine',
      cluster: nodeIs({ ...markedNode, metadata: { ...markedNode.metadata, uid: 'x' } }),
    },
    {
      name: 'the API server does not answer',
      cluster: { ...nodeIs(markedNode), readNode: async () => Promise.reject(new Error('no')) },
    },
  ]
  for (const { name, cluster } of refusals) {
    it(`is not given when ${name}; it is looked at again soon`, async () => {
      const { order, answer } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
      assert.equal(order?.step, 'Stage')
      assert.equal(answer.resyncAfterSeconds, 2)
    })
  }

  it('is not given to a node that is marked beyond the budget: somebody else filled at the same time', async () => {
    const other = { name: 'n0', labels: {}, slot: aSlot({ id: '80', since: '2026-01-01T00:00:00Z' }) }
    const mine = { name: 'n1', labels: {}, slot: aSlot() }
    const cluster = { ...nodeIs(markedNode), markedNodes: async () => [mine, other], podsOn: async () => [] }
    const { order, answer } = await syncOne({ member: drained, update: anUpdate('n1', staged()), cluster })
    assert.equal(order?.step, 'Stage')
    assert.match((answer.status as { message: string }).message, /n1 waits: more nodes are marked/)
  })

  it('is not kept waiting by a mark that another node is losing', async () => {
    const did: string[] = []
    const back = anUpdate('n2', rebootOrder(MARK), running(NEW), inBoot('boot-2/0', '2026-01-02T00:14:50Z'))
    const isBack = [marked(MARK, ATTEMPT, 'Drained'), being({ bootID: 'boot-2' })]
    await syncScene({
      rollout: aRollout(withSettings({ maxUnavailable: aCount(2), minReadySeconds: someSeconds(10) })),
      nodes: [
        { member: aMember('n1', marked(MARK, ATTEMPT, 'Drained')), update: anUpdate('n1', staged()) },
        { member: aMember('n2', ...isBack), update: back },
      ],
      cluster: {
        patchNode: async name => {
          await sleep(50)
          did.push(`unmark ${name}`)
          return 'done'
        },
        patchUpdate: async ({ metadata: { name } }, { order }) => {
          did.push(`order ${name} to ${order?.step}`)
          return 'done'
        },
      },
    })
    assert.deepEqual(did, ['order n1 to Reboot', 'unmark n2'])
  })

  it('is not given while something else is ready', async () => {
    const update = anUpdate('n1', staged(OLD))
    const { order } = await syncOne({ member: drained, update, cluster: nodeIs(markedNode) })
    assert.equal(order?.step, 'Stage')
  })

  it('stays the same, time included, while it is carried out', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK), reporting({ phase: 'Rebooting' }))
    const { order } = await syncOne({ member: drained, update })
    assert.deepEqual(order, update.spec.order)
  })

  it('stays on a finished node as a dead letter', async () => {
    const update = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-2/0'))
    const cluster = { readScope: async () => undefined }
    const { order } = await syncOne({ member: aMember('n1', being({ bootID: 'boot-2' })), update, cluster })
    assert.deepEqual(order, update.spec.order)
  })

  it('that a user wrote without a mark goes back to Stage', async () => {
    const forged = anUpdate('n1', staged(), rebootOrder('forged'))
    const cluster = { markedNodes: async () => [], readNode: async () => undefined }
    const { order } = await syncOne({ member: aMember('n1'), update: forged, cluster })
    assert.equal(order?.step, 'Stage')
    assert.equal(order?.reboot, undefined)
  })

  it('with another image that a user wrote is replaced', async () => {
    const forged = anUpdate('n1', ordering({ image: imageOf(OLD) }))
    const { order } = await syncOne({ member: aMember('n1'), update: forged })
    assert.equal(order?.image, imageOf(NEW))
  })
})

describe('a node', () => {
  const others = aRollout(withSettings({ maxStaging: aCount(1) }))
  /** Of the second node of a pool in which one may download at a time. */
  const secondOrder = async (update: BootcNodeUpdate) => {
    const nodes = [
      { member: aMember('n1'), update: anUpdate('n1') },
      { member: aMember('n2'), update },
    ]
    return (await syncScene({ rollout: others, nodes })).orders['n2']
  }
  const forOther = ordering({ image: imageOf(OTHER), attempt: shortDigest(OTHER) })
  const having = (locked: boolean) =>
    reporting({ staged: { image: imageOf(OTHER), digest: OTHER, locked, softRebootCapable: true } })

  it('that waits for its turn and has an earlier target staged and locked keeps that order, which saves a write', async () => {
    const update = anUpdate('n2', forOther, having(true))
    assert.deepEqual(await secondOrder(update), update.spec.order)
  })

  it('that waits for its turn and has an earlier target staged where nothing locks it is told at once', async () => {
    const order = await secondOrder(anUpdate('n2', forOther, having(false)))
    assert.deepEqual([order?.step, order?.image], ['Observe', imageOf(NEW)])
  })

  it('that waits for its turn and downloads for an earlier target is told to stop', async () => {
    const order = await secondOrder(anUpdate('n2', forOther, reporting({ phase: 'Staging' })))
    assert.deepEqual([order?.step, order?.image], ['Observe', imageOf(NEW)])
  })
})

describe('an update that somebody deleted', () => {
  const known = (nodeCount: number) => {
    const rollout = aRollout()
    return { ...rollout, status: { ...rollout.status, nodeCount } as NonNullable<typeof rollout.status> }
  }
  const ofPool = (name: string, annotations = {}) => ({ name, resourceVersion: '7', annotations })
  const given = { member: aMember('n1'), update: anUpdate('n1', running(NEW)) }

  it('is missed by its Node, so that node-sync makes it again', async () => {
    const cluster = { poolNodes: async () => [ofPool('n1'), ofPool('n2')], readScope: async () => undefined }
    const { patches, answer } = await syncOne({ ...given, rollout: known(2), cluster })
    assert.deepEqual(patches, [{ annotations: { 'node.bootc.dev/update-missing': 'workers' } }])
    assert.equal(answer.resyncAfterSeconds, 2)
  })

  it('is missed once', async () => {
    const noted = ofPool('n2', { 'node.bootc.dev/update-missing': 'workers' })
    const cluster = { poolNodes: async () => [ofPool('n1'), noted], readScope: async () => undefined }
    assert.deepEqual((await syncOne({ ...given, rollout: known(2), cluster })).patches, [])
  })

  it('is not looked for while as many nodes are there as before', async () => {
    const cluster = { readScope: async () => undefined }
    assert.deepEqual((await syncOne({ ...given, rollout: known(1), cluster })).patches, [])
  })
})
