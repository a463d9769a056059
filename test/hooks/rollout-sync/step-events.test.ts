import assert from 'node:assert/strict'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { stepEvents } from '../../../hooks/rollout-sync/answer/step-events'
import { observe } from '../../../hooks/rollout-sync/observed'
import { aMember } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { aStep } from '../../builders/a-step'
import { anUpdate, running } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { relatedNodes } from '../../builders/related'
import { aCount, someSeconds } from '../../builders/settings'

const NOW = new Date('2026-01-02T12:00:00Z')
const STEPS = [aStep('one', { nodes: aCount(1) }), aStep('two', { nodes: aCount(2), soakSeconds: someSeconds(60) })]

const toldOf = (status: BootcRolloutStatus): ReadonlyArray<string> => {
  const parent = { ...aRollout(withSettings({ steps: STEPS })), status }
  const related = relatedNodes(['n1', 'n2', 'n3'].map(name => [aMember(name), anUpdate(name, running(NEW))]))
  const observed = observe({ parent, related }, NOW)
  const { going, passed } = observed.steps
  return stepEvents(observed, { step: going?.progress, passedSteps: passed }).map(
    ({ reason, message, regarding }) => `${regarding.kind} ${reason}: ${message}`,
  )
}

describe('the events of steps', () => {
  it('tell of each step that is passed and of the one that begins, on the rollout', () =>
    assert.deepEqual(toldOf({ digest: NEW }), [
      'BootcRollout StepPassed: step one has proven bbbbbbbbbbbb',
      'BootcRollout StepBegun: step two: 2 nodes must run bbbbbbbbbbbb before others start',
    ]))

  it('are told once', () => {
    const parent = { ...aRollout(withSettings({ steps: STEPS })) }
    assert.equal(parent.spec.digest, NEW)
    const step = {
      id: 'two',
      attempt: 'x',
      goal: aCount(2),
      updated: aCount(2),
      begunAt: '2026-01-02T11:00:00Z',
      awaits: 'Soak' as const,
    }
    assert.deepEqual(toldOf({ digest: NEW, step, passedSteps: [{ id: 'one', at: '2026-01-02T11:00:00Z' }] }), [])
  })
})
