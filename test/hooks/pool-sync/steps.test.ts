import assert from 'node:assert/strict'
import type { BootcNodePoolSpec } from '../../../hooks/api/bootc-node-pool'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { aPool, withRollout } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { aStep } from '../../builders/a-step'
import { NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { aHook } from './a-hook'

const STEPS = [aStep('canary', { approval: 'Manual' })]
const GOING: BootcRolloutStatus = {
  phase: 'AwaitsApproval',
  reason: 'AwaitsApproval',
  message: 'step canary has soaked',
  step: {
    id: 'canary',
    attempt: 'x',
    goal: aCount(1),
    updated: aCount(1),
    begunAt: '2026-01-01T00:00:00Z',
    awaits: 'Approval',
    endsAt: '2026-01-01T01:00:00Z',
  },
}

/** What a pool says while its rollout reports so. */
const said = async (rollout: Partial<BootcNodePoolSpec['rollout']>, report: BootcRolloutStatus = GOING) => {
  const hook = aHook()
  const pool = aPool(withRollout(rollout))
  const { spec } = await hook.sync(pool)
  const child = {
    ...aRollout(withSpec(spec ?? {})),
    status: { observedGeneration: 1, digest: NEW, nodeCount: aCount(1), ...report },
  }
  const { status } = await hook.sync(pool, child)
  return { status, events: hook.events.map(({ reason }) => reason) }
}

describe('a pool whose rollout is in a step', () => {
  it('repeats the step, what it awaits and when its soak ends', async () => {
    const { status, events } = await said({ steps: STEPS })
    assert.deepEqual(status.step, { id: 'canary', awaits: 'Approval', endsAt: '2026-01-01T01:00:00Z' })
    assert.equal(status.message, 'step canary has soaked')
    const progressing = status.conditions?.find(({ type }) => type === 'Progressing')
    assert.deepEqual(
      [status.phase, progressing?.status, progressing?.reason],
      ['AwaitsApproval', 'False', 'AwaitsApproval'],
    )
    assert.ok(events.includes('AwaitsApproval'))
  })

  it('is progressing in a soak', async () => {
    const { status, events } = await said({ steps: STEPS }, { ...GOING, phase: 'Soaking', reason: 'Soaking' })
    assert.equal(status.conditions?.find(({ type }) => type === 'Progressing')?.status, 'True')
    assert.ok(events.includes('Soaking'))
  })

  const notes: ReadonlyArray<readonly [string, Partial<BootcNodePoolSpec['rollout']>, string]> = [
    [
      'an approval of another digest',
      { approvedStep: { digest: OLD, id: 'canary' } },
      'approvedStep is for aaaaaaaaaaaa, and the target is bbbbbbbbbbbb',
    ],
    [
      'an approval of a step that is none',
      { approvedStep: { digest: NEW, id: 'x' } },
      'approvedStep names step "x", which is none of rollout.steps',
    ],
    [
      'a strategy that sees nothing of steps',
      { strategy: 'StageOnly' },
      'rollout.steps does nothing with strategy StageOnly',
    ],
  ]
  for (const [what, rollout, note] of notes) {
    it(`says of ${what} that it does nothing`, async () => {
      const { status } = await said({ steps: STEPS, ...rollout })
      assert.equal(status.message, `step canary has soaked; ${note}`)
    })
  }

  it('says nothing of an old approval once no step goes on', async () => {
    const report: BootcRolloutStatus = { phase: 'Completed', reason: 'UpToDate', message: 'all 1 nodes run the target' }
    const { status } = await said({ steps: STEPS, approvedStep: { digest: OLD, id: 'canary' } }, report)
    assert.equal(status.message, 'all 1 nodes run the target')
  })
})
