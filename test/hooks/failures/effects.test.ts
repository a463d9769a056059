import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { decodeWith } from '../../../hooks/api/decode'
import { Node } from '../../../hooks/api/kubernetes'
import { NODE_FAILED_ANNOTATION, NODE_POOL_LABEL } from '../../../hooks/api/names'
import { AT_ONCE } from '../../../hooks/rollout-sync/act/performer'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, annotated, aSlot, labelled } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, liveNode, MARK, NOW, type SceneNode, syncScene } from './one-sync'

const inDrain = marked(MARK, ATTEMPT, 'Drained')
const drained: SceneNode = { member: aMember('n1', inDrain), update: anUpdate('n1', staged()) }
const failure = { [NODE_FAILED_ANNOTATION]: JSON.stringify({ attempt: ATTEMPT, reason: 'AgentSilent' }) }

describe('the last look before a reboot order', () => {
  it('finds a control-plane node of another pool that was marked first', async () => {
    const labels = { 'node-role.kubernetes.io/control-plane': '' }
    const marks = [
      { name: 'm1', labels, slot: aSlot({ pool: 'masters', since: '2026-01-01T00:00:00Z' }) },
      { name: 'n1', labels, slot: aSlot({ id: MARK }) },
    ]
    const member = aMember('n1', inDrain, being({ controlPlane: true }))
    const { orders, again } = await syncScene({
      nodes: [{ ...drained, member }],
      cluster: { markedNodes: async () => marks },
    })
    assert.deepEqual([orders['n1']?.step, again], ['Stage', 2])
  })

  it('finds that more nodes are marked than maxUnavailable, and that this one came last', async () => {
    const marks = [
      { name: 'n0', labels: {}, slot: aSlot({ id: '80', since: '2026-01-01T00:00:00Z' }) },
      { name: 'n1', labels: {}, slot: aSlot({ id: MARK }) },
    ]
    const { orders } = await syncScene({ nodes: [drained], cluster: { markedNodes: async () => marks } })
    assert.equal(orders['n1']?.step, 'Stage')
  })

  it('finds a failure on the Node that the member does not show yet', async () => {
    const live = annotated(failure)(liveNode(aMember('n1', inDrain)))
    assert.equal((await syncScene({ nodes: [{ ...drained, live }] })).orders['n1']?.step, 'Stage')
  })

  it('finds that the Node has just left its pool, which the member does not show yet', async () => {
    const live = labelled({ [NODE_POOL_LABEL]: 'others' })(liveNode(aMember('n1', inDrain)))
    assert.equal((await syncScene({ nodes: [{ ...drained, live }] })).orders['n1']?.step, 'Stage')
    assert.equal((await syncScene({ nodes: [drained] })).orders['n1']?.step, 'Reboot')
  })

  it('names the pod that came too late', async () => {
    const { status } = await syncScene({ nodes: [drained], cluster: { podsOn: async () => [aPod('late')] } })
    assert.match(status.message ?? '', /n1 .*apps\/late/)
  })
})

describe('a failure', () => {
  it('is kept on the Node while its slot cannot be given back yet', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK), ordering({ id: 2, since: '2026-01-02T00:10:00Z' }))
    const { did, orders } = await syncScene({ nodes: [{ ...drained, update }] })
    assert.deepEqual([did, orders['n1']?.step], [['notes on n1, leaving AgentSilent'], 'Stage'])
  })

  it('is forgotten on a node that made it after all', async () => {
    const update = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-2/0'))
    const member = aMember(
      'n1',
      inDrain,
      being({ bootID: 'boot-2', failed: { attempt: ATTEMPT, reason: 'AgentSilent' } }),
    )
    const { did, live } = await syncScene({ nodes: [{ member, update, live: annotated(failure)(liveNode(member)) }] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it'])
    assert.equal(live['n1']?.metadata.annotations?.[NODE_FAILED_ANNOTATION], undefined)
  })

  it('does not come back when somebody boots another image by hand after the success', async () => {
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Succeeded' as const }
    const member = aMember('n1', being({ bootID: 'boot-3', failed: { attempt: ATTEMPT, reason: 'AgentSilent' } }))
    const update = anUpdate('n1', inBoot('boot-3/0'), reporting({ attempt }))
    const { status } = await syncScene({ nodes: [{ member, update }] })
    assert.deepEqual(
      status.failed?.map(({ reason }) => reason),
      ['Drifted'],
    )
  })

  it('of an agent that only now cannot go on counts when it lasts, however old its complaint is', async () => {
    const degraded = {
      type: 'Degraded',
      status: 'True' as const,
      reason: 'Unreadable',
      message: 'x',
      lastTransitionTime: '2026-01-02T00:01:00Z',
    }
    const update = anUpdate(
      'n1',
      ordering({ since: '2026-01-02T00:14:00Z' }),
      reporting({ phase: 'Failed', conditions: [degraded] }),
    )
    assert.deepEqual((await syncScene({ nodes: [{ member: aMember('n1'), update }] })).status.failed, [])
    const later = await syncScene({ nodes: [{ member: aMember('n1'), update }], now: '2026-01-02T00:16:00Z' })
    assert.deepEqual(
      later.status.failed?.map(({ reason }) => reason),
      ['Unreadable'],
    )
  })
})

describe('an API server that is slow', () => {
  it('does not make one call of the hook last: what was not done is done by the next', async () => {
    let ms = Date.parse(NOW)
    const names = Array.from({ length: 20 }, (_, i) => `n${10 + i}`)
    const { did } = await syncScene({
      rollout: aRollout(withSettings({ maxUnavailable: aCount(20) })),
      nodes: names.map(name => ({ member: aMember(name), update: anUpdate(name, staged()) })),
      clock: () => new Date(ms),
      cluster: {
        readNode: async name => {
          ms += 1000
          return aNode(name)
        },
      },
    })
    assert.ok(did.length > 0 && did.length <= AT_ONCE, `${did.length} of 20 Nodes were marked, a second each`)
  })
})

describe('what is valid and unusual', () => {
  it('is a Node that is named like a method', async () => {
    const { orders } = await syncScene({ nodes: [{ member: aMember('constructor') }] })
    assert.equal(orders['constructor']?.id, 1)
  })

  it('is a condition of a Node without a time', () => {
    const node = aNode('n1')
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: null }]
    assert.ok(E.isRight(decodeWith(Node)({ ...node, status: { ...node.status, conditions } })))
  })
})
