import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aCount } from '../../builders/settings'
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
    assert.deepEqual([status.phase, status.deployedDigest], ['Returned', undefined])
  })
})
