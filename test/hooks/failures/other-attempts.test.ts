import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, type SceneNode, syncScene } from './one-sync'

const cancelled = aRollout(withSpec({ cancelled: true }))
const ready = (name: string): SceneNode => ({ member: aMember(name), update: anUpdate(name, staged()) })
const updated = (name: string, previousImage = imageOf(OLD)): SceneNode => ({
  member: aMember(name, being({ bootID: 'boot-2' })),
  update: anUpdate(
    name,
    running(NEW),
    inBoot('boot-2/0'),
    reporting({ attempt: { key: ATTEMPT, digest: NEW, previousImage, fromBoot: 'boot-1/0', outcome: 'Succeeded' } }),
  ),
})

describe('what another attempt left', () => {
  const due = { since: '2026-01-01T23:00:00Z' }
  const dead = (changes: Parameters<typeof ordering>[0] = {}): SceneNode => ({
    member: being({ ready: false })(aMember('n1', marked(MARK, ATTEMPT, 'Drained'))),
    update: anUpdate(
      'n1',
      staged(),
      rebootOrder(MARK),
      ordering({ ...due, ...changes }),
      reporting({ phase: 'Rebooting' }),
    ),
  })

  it('does not halt the return: a host that died in its reboot is why, and not because of it', async () => {
    const rollout = aRollout(withSettings({ onFailure: 'RollBack', maxUnavailable: aCount(2) }))
    const nodes = [dead(), updated('n2')]
    const { status: stored } = await syncScene({ rollout, nodes })
    // The verdict is stored first, and obeyed in the next sync.
    const { status, orders } = await syncScene({ rollout: { ...rollout, status: stored }, nodes })
    assert.deepEqual(
      status.verdicts?.map(({ action, attempt }) => [action, attempt]),
      [['RollBack', ATTEMPT]],
    )
    assert.equal(orders['n2']?.image, imageOf(OLD))
  })

  it('does not halt another try at once: its host has the time of the new order', async () => {
    const rollout = aRollout(withSettings({ retry: 'again' }))
    const { status } = await syncScene({ rollout, nodes: [dead(), ready('n2')] })
    assert.notEqual(status.phase, 'Halted')
  })

  it('does not fail the return of a node that only sat in a drain when its target was cancelled', async () => {
    const waiting: SceneNode = {
      member: being({ ready: false })(aMember('n1', marked(MARK, ATTEMPT))),
      update: anUpdate('n1', staged(), ordering(due)),
    }
    const { status } = await syncScene({ rollout: cancelled, nodes: [waiting, updated('n2')] })
    assert.deepEqual(status.failed, [])
  })
})

describe('an image that was given up', () => {
  it('is no way back from itself, whatever the agent remembers', async () => {
    const { orders, status } = await syncScene({ rollout: cancelled, nodes: [updated('n1', imageOf(NEW))] })
    assert.equal(orders['n1']?.step, 'Observe')
    assert.match(status.message ?? '', /n1 cannot roll back/)
  })
})
