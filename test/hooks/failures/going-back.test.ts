import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, type SceneNode, syncScene } from './one-sync'

const BACK = `${ATTEMPT}~back`
const succeeded = {
  key: ATTEMPT,
  digest: NEW,
  previousImage: imageOf(OLD),
  fromBoot: 'boot-1/0',
  outcome: 'Succeeded' as const,
}
const updated = (name: string, attempt: typeof succeeded = succeeded): SceneNode => ({
  member: aMember(name, being({ bootID: 'boot-2' })),
  update: anUpdate(name, running(NEW), inBoot('boot-2/0'), reporting({ attempt })),
})
const ready = (name: string): SceneNode => ({ member: aMember(name), update: anUpdate(name, staged()) })
const drained = (name: string, attempt = ATTEMPT): SceneNode => ({
  member: aMember(name, marked(MARK, attempt, 'Drained')),
  update: anUpdate(name, staged()),
})
const fellBack = (name: string): SceneNode => ({
  member: aMember(name, being({ bootID: 'boot-2' })),
  update: anUpdate(
    name,
    rebootOrder(MARK),
    inBoot('boot-2/0'),
    reporting({
      phase: 'Failed',
      attempt: { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'FellBack', message: '' },
    }),
  ),
})
const paused = aRollout(withSpec({ paused: true }))
const cancelled = aRollout(withSpec({ cancelled: true }))

describe('a pause', () => {
  it('lets downloads go on', async () => {
    const { orders, did } = await syncScene({
      rollout: paused,
      nodes: [{ member: aMember('n1'), update: anUpdate('n1') }],
    })
    assert.deepEqual([orders['n1']?.step, did], ['Stage', []])
  })

  it('lets no download begin', async () => {
    const other = ordering({ step: 'Observe', image: imageOf(OLD), attempt: 'aaaaaaaaaaaa' })
    const nodes = [
      { member: aMember('n1'), update: anUpdate('n1', other) },
      { member: aMember('n3'), update: anUpdate('n3') },
    ]
    const { orders } = await syncScene({ rollout: paused, nodes })
    assert.deepEqual(
      ['n1', 'n3'].map(name => orders[name]?.step),
      ['Observe', 'Stage'],
    )
    const resumed = await syncScene({ nodes })
    assert.deepEqual(
      ['n1', 'n3'].map(name => resumed.orders[name]?.step),
      ['Stage', 'Stage'],
    )
  })

  it('takes a slot back that is drained but not ordered to reboot', async () => {
    const { orders, did } = await syncScene({ rollout: paused, nodes: [drained('n1')] })
    assert.deepEqual([orders['n1']?.step, did], ['Stage', ['unmarks n1 and uncordons it']])
  })
})

describe('a drain for an earlier target', () => {
  it('gets no reboot order for the new one: the slot is given back first', async () => {
    const { orders, did } = await syncScene({ nodes: [drained('n1', 'cccccccccccc')] })
    assert.deepEqual([orders['n1']?.step, did], ['Stage', ['unmarks n1 and uncordons it']])
  })
})

describe('a cancelled target', () => {
  it('is left within the budget by those that run it, and unstaged by the others', async () => {
    const { orders, did } = await syncScene({ rollout: cancelled, nodes: [updated('n1'), updated('n2'), ready('n3')] })
    const told = Object.entries(orders).map(([name, order]) => [name, order?.image, order?.step, order?.attempt])
    assert.deepEqual(
      told,
      ['n1', 'n2', 'n3'].map(name => [name, imageOf(OLD), name === 'n3' ? 'Observe' : 'Stage', BACK]),
    )
    assert.deepEqual(did, [])
  })

  it('is rebooted away from only after a drain of its own, one node at a time', async () => {
    const onOld = (name: string): SceneNode => ({
      member: aMember(name, being({ bootID: 'boot-2' })),
      update: anUpdate(
        name,
        running(NEW),
        inBoot('boot-2/0'),
        ordering({ image: imageOf(OLD), attempt: BACK }),
        reporting({
          attempt: { ...succeeded, key: BACK, digest: OLD, outcome: 'InProgress' as const },
          ready: { digest: OLD, how: 'rollback' },
        }),
      ),
    })
    const { did } = await syncScene({ rollout: cancelled, nodes: [onOld('n1'), onOld('n2')] })
    assert.deepEqual(did, ['marks n1 and cordons it'])
  })

  it('stays where nobody knows what ran before, and that is said', async () => {
    const { previousImage: _none, ...unknown } = succeeded
    const { orders, status } = await syncScene({
      rollout: cancelled,
      nodes: [updated('n1', unknown as typeof succeeded)],
    })
    assert.equal(orders['n1']?.step, 'Observe')
    assert.match(status.message ?? '', /n1 cannot roll back: no previous image is known/)
  })
})

describe('a return that fails', () => {
  it('halts, and is not answered with another image', async () => {
    const failed = {
      key: BACK,
      digest: OLD,
      outcome: 'Failed' as const,
      reason: 'FellBack',
      message: '',
      previousImage: imageOf(OLD),
    }
    const stuck: SceneNode = {
      member: aMember('n1', being({ bootID: 'boot-3' })),
      update: anUpdate(
        'n1',
        running(NEW),
        inBoot('boot-3/0'),
        ordering({ image: imageOf(OLD), attempt: BACK }),
        reporting({ phase: 'Failed', attempt: failed }),
      ),
    }
    const rollout = aRollout(withSpec({ cancelled: true }), withSettings({ onFailure: 'RollBack' }))
    const { orders, did, status } = await syncScene({ rollout, nodes: [stuck, updated('n2')] })
    assert.deepEqual([orders['n1']?.image, did, status.phase], [imageOf(OLD), [], 'Halted'])
    assert.match(status.message ?? '', /n1 \(FellBack\)/)
  })
})

describe('as many failures as failureThreshold', () => {
  it('stop what drains, let who reboots arrive, and leave updated nodes as they are', async () => {
    const rebooting = anUpdate('n3', staged(), rebootOrder(MARK), reporting({ phase: 'Rebooting' }))
    const nodes: ReadonlyArray<SceneNode> = [
      fellBack('n1'),
      { ...drained('n2') },
      { member: aMember('n3', marked(MARK, ATTEMPT, 'Drained')), update: rebooting },
      updated('n4'),
      ready('n5'),
    ]
    const { did, status, orders } = await syncScene({
      rollout: aRollout(withSettings({ maxUnavailable: aCount(3) })),
      nodes,
    })
    assert.deepEqual(did, ['unmarks n2 and uncordons it'])
    assert.equal(status.phase, 'Halted')
    assert.equal(orders['n4']?.image, imageOf(NEW))
  })

  it('lead back with onFailure RollBack, within the budget, once', async () => {
    const rollout = aRollout(withSettings({ onFailure: 'RollBack' }))
    const nodes = [fellBack('n1'), updated('n2'), ready('n3')]
    const { status } = await syncScene({ rollout, nodes })
    assert.deepEqual(
      status.verdicts?.map(({ action, attempt }) => [action, attempt]),
      [['RollBack', ATTEMPT]],
    )
    // The verdict is stored first, and obeyed in the next sync.
    const { orders, did } = await syncScene({ rollout: { ...rollout, status }, nodes })
    assert.deepEqual([orders['n2']?.image, orders['n2']?.attempt, did], [imageOf(OLD), BACK, []])
  })

  it('lead nowhere when all nodes lost the network after the reboot: nobody is Ready, so nobody starts', async () => {
    const lost = updated('n1')
    const down = {
      ...lost,
      member: being({ ready: false, readySince: '2026-01-02T00:11:00Z' })(
        aMember('n1', marked(MARK, ATTEMPT, 'Drained')),
      ),
    }
    const nodes = [down, { ...ready('n2'), member: aMember('n2', being({ ready: false })) }]
    const { did } = await syncScene({ rollout: aRollout(withSettings({ onFailure: 'RollBack' })), nodes })
    assert.deepEqual(did, [])
  })
})
