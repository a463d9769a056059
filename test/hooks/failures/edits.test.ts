import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { NODE_SLOT_ANNOTATION } from '../../../hooks/api/names'
import type { DrainState, Slot } from '../../../hooks/api/slot'
import type { NamedMember } from '../../builders/a-member'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, type SceneNode, syncScene } from './one-sync'

const unreadable = [{ start: '0 2 31 2 *', duration: '1h', timeZone: 'UTC' }]
const drained: SceneNode = {
  member: aMember('n1', marked(MARK, ATTEMPT, 'Drained')),
  update: anUpdate('n1', staged()),
}
const ready = (name: string): SceneNode => ({ member: aMember(name), update: anUpdate(name, staged()) })

describe('a pool that is edited in the middle', () => {
  const stopped = [
    { name: 'that is paused', rollout: aRollout(withSpec({ paused: true })) },
    {
      name: 'that is paused, with a window that cannot be read',
      rollout: aRollout(withSpec({ paused: true }), withSettings({ maintenanceWindows: unreadable })),
    },
    { name: 'that is led to StageOnly', rollout: aRollout(withSettings({ strategy: 'StageOnly' })) },
    { name: 'whose maxUnavailable becomes 0', rollout: aRollout(withSettings({ maxUnavailable: aCount(0) })) },
    {
      name: 'that was halted, with a window that cannot be read',
      rollout: {
        ...aRollout(withSettings({ maintenanceWindows: unreadable })),
        status: {
          digest: NEW,
          verdicts: [{ attempt: ATTEMPT, action: 'Halt' as const, at: NOW, message: 'n2 failed' }],
        },
      },
    },
  ]
  for (const { name, rollout } of stopped) {
    it(`${name} takes a drained node back and orders no reboot`, async () => {
      const { did, orders } = await syncScene({ rollout, nodes: [drained] })
      assert.deepEqual([did, orders['n1']?.step], [['unmarks n1 and uncordons it'], 'Stage'])
    })
  }

  it('to another strategy gives every agent its time to see that', async () => {
    const rollout = aRollout(withSettings({ strategy: 'StageOnly' }))
    const { orders } = await syncScene({ rollout, nodes: [ready('n1')] })
    assert.deepEqual([orders['n1']?.lock, orders['n1']?.since], [false, NOW])
    const told = anUpdate('n1', staged(), ordering({ lock: false, since: NOW }))
    const update = { ...told, metadata: { ...told.metadata, generation: 2 } }
    assert.deepEqual((await syncScene({ rollout, nodes: [{ member: aMember('n1'), update }] })).status.failed, [])
  })
})

describe('how pods are drained, edited in the middle,', () => {
  const edited = aRollout(withSettings({ drainTimeoutSeconds: someSeconds(60) }))
  const under = (slot: Slot, state: DrainState = 'Blocked'): SceneNode => {
    const { drain, bestEffort } = slot
    const repeated = { drain, ...(bestEffort === undefined ? {} : { bestEffort }) }
    const withDrain = (member: NamedMember): NamedMember =>
      member.spec.slot === undefined ? member : being({ slot: { ...member.spec.slot, ...repeated } })(member)
    return {
      member: aMember('n1', marked(MARK, ATTEMPT, state), withDrain),
      update: anUpdate('n1', staged()),
      live: aNode('n1', carrying(slot)),
    }
  }
  const slotThen = (node: Node | undefined): unknown =>
    JSON.parse(node?.metadata.annotations?.[NODE_SLOT_ANNOTATION] ?? '')

  it('reaches the mark of a node that drains, which stays the same mark', async () => {
    const { did, live } = await syncScene({ rollout: edited, nodes: [under(aSlot())] })
    const slot = aSlot()
    assert.deepEqual(did, ['notes on n1'])
    assert.deepEqual(slotThen(live['n1']), { ...slot, drain: { ...slot.drain, timeoutSeconds: 60 } })
  })

  it('reaches a drained node before its reboot is ordered', async () => {
    const { did, orders } = await syncScene({ rollout: edited, nodes: [under(aSlot(), 'Drained')] })
    assert.deepEqual([did, orders['n1']?.step], [['notes on n1'], 'Stage'])
  })

  const kept = [
    {
      name: 'no drain that gave up',
      node: under(aSlot(), 'TimedOut'),
      did: ['unmarks n1 and uncordons it, leaving DrainTimedOut'],
    },
    { name: 'no node that was down when it was marked', node: under(aSlot({ bestEffort: true })), did: [] },
    {
      name: 'no mark that says it already',
      node: {
        ...under(aSlot()),
        live: aNode('n1', carrying(aSlot({ drain: { ...aSlot().drain, timeoutSeconds: someSeconds(60) } }))),
      },
      did: [],
    },
    {
      name: 'no other mark than the one that was seen',
      node: { ...under(aSlot()), live: aNode('n1', carrying(aSlot({ id: '91' }))) },
      did: [],
    },
  ]
  for (const { name, node, did } of kept) {
    it(`reaches ${name}`, async () => {
      const notReady = node.member?.spec.slot?.bestEffort === true && node.member
      const nodes = notReady ? [{ ...node, member: being({ ready: false })(notReady) }] : [node]
      assert.deepEqual((await syncScene({ rollout: edited, nodes })).did, did)
    })
  }
})

describe('a node that failed', () => {
  const failure = { key: ATTEMPT, digest: NEW, outcome: 'Failed' as const, reason: 'ImageNotFound', message: 'x' }
  const failed: SceneNode = {
    member: aMember('n1', being({ failed: { attempt: ATTEMPT, reason: 'ImageNotFound' } })),
    update: anUpdate('n1', reporting({ phase: 'Failed', attempt: failure })),
  }
  const fresh = [
    { name: 'another target', rollout: aRollout(withSpec({ image: imageOf(OTHER), digest: OTHER })) },
    { name: 'a new value of retry', rollout: aRollout(withSettings({ retry: 'again' })) },
  ]
  for (const { name, rollout } of fresh) {
    it(`is told to stage again by ${name}, and does not halt it`, async () => {
      const { orders, status } = await syncScene({ rollout, nodes: [failed, ready('n2')] })
      assert.deepEqual([orders['n1']?.step, orders['n1']?.image], ['Stage', rollout.spec.image])
      assert.deepEqual([status.failed, status.phase], [[], 'Staging'])
    })
  }
})

describe('nodes that are switched off', () => {
  it('take no place to download from those that are up', async () => {
    const off: SceneNode = { member: aMember('n1', being({ ready: false })), update: anUpdate('n1') }
    const old = ordering({ step: 'Observe', attempt: 'cccccccccccc', image: imageOf(OLD) })
    const rollout = aRollout(withSettings({ maxStaging: aCount(1) }))
    const { orders } = await syncScene({
      rollout,
      nodes: [off, { member: aMember('n2'), update: anUpdate('n2', old) }],
    })
    assert.deepEqual([orders['n2']?.step, orders['n2']?.image], ['Stage', imageOf(NEW)])
  })
})

describe('a return that is tried again', () => {
  it('leads where the first try led', async () => {
    const first = await syncScene({
      rollout: aRollout(withSpec({ cancelled: true })),
      nodes: [{ member: aMember('n1'), update: anUpdate('n1', running(NEW)) }],
    })
    const key = first.orders['n1']?.attempt ?? ''
    const attempt = {
      key,
      digest: OLD,
      previousImage: imageOf(OLD),
      outcome: 'Failed' as const,
      reason: 'x',
      message: '',
    }
    const update = anUpdate('n1', running(NEW), inBoot('boot-2/0'), ordering({ attempt: key }), reporting({ attempt }))
    const { orders } = await syncScene({
      rollout: aRollout(withSpec({ cancelled: true }), withSettings({ retry: 'again' })),
      nodes: [{ member: aMember('n1', being({ bootID: 'boot-2' })), update }],
    })
    assert.deepEqual([orders['n1']?.image, orders['n1']?.step], [imageOf(OLD), 'Stage'])
  })

  it('and done forgets that the given up image was deployed', async () => {
    const rollout = aRollout(withSpec({ cancelled: true }))
    const { status } = await syncScene({
      rollout: { ...rollout, status: { digest: NEW, deployedDigest: NEW, deployedImage: imageOf(NEW) } },
      nodes: [{ member: aMember('n1'), update: anUpdate('n1') }],
    })
    assert.deepEqual([status.phase, status.deployedDigest], ['RolledBack', undefined])
  })
})
