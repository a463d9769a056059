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
    const update = anUpdate('n1', reporting({ phase: 'Staging', conditions: [degraded], observedOrder: 0 }))
    const { status } = await syncScene({ rollout, nodes: [{ member: aMember('n1'), update }] })
    assert.doesNotMatch(status.failed?.[0]?.message ?? '', /SignatureMissing/)
  })
})

describe('nodes that find no such image', () => {
  const degraded = {
    type: 'Degraded',
    status: 'True' as const,
    reason: 'ImageNotFound',
    message: 'manifest unknown',
    lastTransitionTime: '2026-01-02T00:00:05Z',
  }
  const update = anUpdate('n1', reporting({ phase: 'Staging', conditions: [degraded] }))
  const nodes = [{ member: aMember('n1'), update }]
  const rollout = aRollout(withSettings({ stageTimeoutSeconds: someSeconds(7200) }))
  const found = (conditions: ReadonlyArray<{ readonly type: string; readonly message: string }> = []) =>
    conditions.find(({ type }) => type === 'ImageFound')?.message

  it('do not fail by their own word: the operator is asked to look itself', async () => {
    const { status } = await syncScene({ rollout, nodes })
    assert.deepEqual([status.phase, status.failed, status.verdicts], ['Staging', [], undefined])
    assert.equal(found(status.conditions), 'not found by n1')
  })

  it('fail at once when the operator does not find it either', async () => {
    const missing = { ...rollout, spec: { ...rollout.spec, imageNotFound: true } }
    const { status } = await syncScene({ rollout: missing, nodes })
    assert.deepEqual(status.failed, [
      { node: 'n1', reason: 'ImageNotFound', message: 'manifest unknown; nor does the operator find it' },
    ])
    assert.equal(status.phase, 'Halted')
    assert.equal(found(status.conditions), 'not found by n1')
  })

  it('are nobody’s matter when no node says so', async () => {
    const missing = { ...rollout, spec: { ...rollout.spec, imageNotFound: true } }
    const { status } = await syncScene({ rollout: missing, nodes: [{ member: aMember('n1'), update: anUpdate('n1') }] })
    assert.deepEqual([status.failed, found(status.conditions)], [[], undefined])
  })
})
