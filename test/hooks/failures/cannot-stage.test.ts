import assert from 'node:assert/strict'
import { aMember } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, reporting } from '../../builders/an-update'
import { someSeconds } from '../../builders/settings'
import { syncScene } from './one-sync'

describe('a node that tries to stage until its time is over', () => {
  const rollout = aRollout(withSettings({ stageTimeoutSeconds: someSeconds(600) }))
  const degraded = {
    type: 'Degraded',
    status: 'True' as const,
    reason: 'SignatureMissing',
    message: 'A signature was required, but no signature exists',
    lastTransitionTime: '2026-01-02T00:00:05Z',
  }

  it('fails with the last cause that its agent told of this order', async () => {
    const update = anUpdate('n1', reporting({ phase: 'Staging', conditions: [degraded] }))
    const { status } = await syncScene({ rollout, nodes: [{ member: aMember('n1'), update }] })
    const [failed] = status.failed ?? []
    assert.equal(failed?.reason, 'StageTimedOut')
    assert.match(failed?.message ?? '', /\(stageTimeoutSeconds\): SignatureMissing: A signature was required/)
  })

  it('is not failed with a cause of an order before', async () => {
    const update = anUpdate('n1', reporting({ phase: 'Staging', conditions: [degraded], observedGeneration: 0 }))
    const { status } = await syncScene({ rollout, nodes: [{ member: aMember('n1'), update }] })
    assert.doesNotMatch(status.failed?.[0]?.message ?? '', /SignatureMissing/)
  })
})
