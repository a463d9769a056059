import assert from 'node:assert/strict'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { wholeSeconds } from '../../../hooks/api/whole-seconds'
import { coalesce } from '../../../hooks/rollout-sync/answer/coalesce'

const at = (ms: number): Date => new Date(Date.UTC(2026, 0, 1) + ms)

const before: BootcRolloutStatus & object = {
  phase: 'Progressing',
  message: '1 of 3',
  updated: '1/3',
  reportedAt: wholeSeconds(at(0)),
  failed: [],
}

describe('a status that changed', () => {
  const cases: ReadonlyArray<readonly [string, Partial<BootcRolloutStatus>, number, boolean, number]> = [
    ['waits when only its sentence did, a moment ago', { message: '2 of 3' }, 400, false, 600],
    ['is written when only its sentence did, a second ago', { message: '2 of 3' }, 1000, true, 0],
    ['is written at once with another phase', { phase: 'Halted' }, 1, true, 0],
    ['is written at once with a failure', { failed: [{ node: 'n', reason: 'FellBack', message: '' }] }, 1, true, 0],
    ['is written when the clock jumped back', { message: '2 of 3' }, -5000, true, 0],
    ['is left alone when nothing did', {}, 5000, false, 0],
  ]
  for (const [title, change, ms, written, late] of cases) {
    it(title, () => {
      const next = { ...before, ...change, reportedAt: wholeSeconds(at(ms)) }
      const { status, lateMs } = coalesce(before, next, at(ms))
      assert.deepEqual([status, lateMs], [written ? next : before, late])
    })
  }

  it('is written when there was none', () => {
    const { reportedAt: _none, ...next } = before
    assert.deepEqual(coalesce(undefined, next, at(7)), {
      status: { ...next, reportedAt: wholeSeconds(at(7)) },
      lateMs: 0,
    })
  })
})
