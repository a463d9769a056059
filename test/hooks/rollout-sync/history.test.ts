import assert from 'node:assert/strict'
import type { BootcRolloutStatus, PastRollout } from '../../../hooks/api/bootc-rollout'
import { historyWith } from '../../../hooks/rollout-sync/answer/history'
import { aRollout } from '../../builders/a-rollout'
import { OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'

const now = new Date('2026-01-02T00:00:00Z')
const startedAt = '2026-01-01T00:00:00Z'
const entry: PastRollout = {
  digest: OLD,
  startedAt,
  finishedAt: startedAt,
  outcome: 'Completed',
  updated: aCount(3),
  failed: aCount(0),
}

describe('the history of a pool, when another target replaces the present one', () => {
  type Case = {
    readonly name: string
    readonly phase: 'Completed' | 'RolledBack' | 'Progressing'
    readonly before: ReadonlyArray<PastRollout>
    readonly want: ReadonlyArray<PastRollout['outcome']>
  }
  const cases: ReadonlyArray<Case> = [
    { name: 'has a rollout that was complete once', phase: 'Completed', before: [entry], want: ['Completed'] },
    {
      name: 'has a rollout that was taken back once',
      phase: 'RolledBack',
      before: [{ ...entry, outcome: 'RolledBack' }],
      want: ['RolledBack'],
    },
    { name: 'says that a rollout was cut short', phase: 'Progressing', before: [], want: ['Superseded'] },
    {
      name: 'says that a rollout was cut short which had been complete before a node joined',
      phase: 'Progressing',
      before: [entry],
      want: ['Completed', 'Superseded'],
    },
  ]
  for (const { name, phase, before, want } of cases) {
    it(name, () => {
      const counts = { updatedCount: aCount(3), failedCount: aCount(0) }
      const status: BootcRolloutStatus = { digest: OLD, phase, startedAt, ...counts, history: before }
      assert.deepEqual(
        historyWith(status, aRollout().spec, undefined, now).map(({ outcome }) => outcome),
        want,
      )
    })
  }
})
