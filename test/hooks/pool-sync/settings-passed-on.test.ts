import assert from 'node:assert/strict'
import type { BootcNodePoolSpec } from '../../../hooks/api/bootc-node-pool'
import { rolloutSpec } from '../../../hooks/pool-sync/children'
import { currentReport } from '../../../hooks/pool-sync/status'
import { aPool, withRollout } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { aStep } from '../../builders/a-step'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'

const TARGET = { ref: imageOf(NEW), image: imageOf(NEW), digest: NEW }
type Rollout = Partial<BootcNodePoolSpec['rollout']>

const asked = (rollout: Rollout) => rolloutSpec(aPool(withRollout(rollout)), TARGET)

/** Whether the report of a rollout that was asked for `before` is about a pool that asks for `now`. */
const isReportOf = (before: Rollout, now: Rollout): boolean => {
  const rollout = {
    ...aRollout(withSpec(asked(before))),
    status: { observedGeneration: 1, digest: NEW, phase: 'Completed' as const },
  }
  const pool = aPool(withRollout(now))
  return currentReport({ pool, decision: { target: TARGET, notes: [] }, rollout }) !== undefined
}

describe('what a pool passes on to its rollout', () => {
  it('is no approval and no urgency where it has none', () => {
    const spec = JSON.parse(JSON.stringify(asked({})))
    assert.deepEqual([spec.urgent, spec.approvedStep, spec.rollout.steps], [undefined, undefined, undefined])
  })

  it('is the step that is approved for the target, and none that is approved for another digest', () => {
    assert.equal(asked({ approvedStep: { digest: NEW, id: 'canary' } }).approvedStep, 'canary')
    assert.equal(asked({ approvedStep: { digest: OLD, id: 'canary' } }).approvedStep, undefined)
  })

  it('is that the target is urgent, and not that another digest is', () => {
    assert.equal(asked({ urgentDigest: NEW }).urgent, true)
    assert.equal(asked({ urgentDigest: OLD }).urgent, undefined)
  })

  const [a, b] = [aStep('a', { nodes: aCount(1), nodeSelector: { matchLabels: { canary: 'true' } } }), aStep('b')]
  const edits: ReadonlyArray<readonly [string, Rollout, Rollout]> = [
    ['a list that became shorter', { steps: [a, b] }, { steps: [a] }],
    ['a list that became longer', { steps: [a] }, { steps: [a, b] }],
    ['another order', { steps: [a, b] }, { steps: [b, a] }],
    ['a number that was taken out of a step', { steps: [a] }, { steps: [{ ...a, nodes: undefined }] }],
    ['a selector that was taken out of a step', { steps: [a] }, { steps: [{ ...a, nodeSelector: undefined }] }],
    ['steps that were taken out', { steps: [a] }, {}],
    ['an approval', {}, { approvedStep: { digest: NEW, id: 'a' } }],
    ['an approval that was taken back', { approvedStep: { digest: NEW, id: 'a' } }, {}],
    ['an urgency that was taken back', { urgentDigest: NEW }, {}],
    [
      'a window that was taken out',
      { maintenanceWindows: ['0 1 * * *', '0 2 * * *'].map(start => ({ start, duration: '1h', timeZone: 'UTC' })) },
      { maintenanceWindows: [{ start: '0 1 * * *', duration: '1h', timeZone: 'UTC' }] },
    ],
  ]
  for (const [what, before, now] of edits) {
    it(`makes its report an old one: ${what}`, () => {
      assert.equal(isReportOf(before, before), true)
      assert.equal(isReportOf(before, now), false)
    })
  }
})
