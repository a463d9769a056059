import assert from 'node:assert/strict'
import { momentsOf } from '../../../cli/dashboard/moments'
import type { Condition } from '../../../hooks/api/kubernetes'
import { aMember } from '../../builders/a-member'
import { aPool } from '../../builders/a-pool'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate, reporting } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { oneCourse } from '../support/one-course'
import { ATTEMPT } from '../support/scene'

const at = '2026-01-02T00:01:00Z'

const condition = (type: string, status: Condition['status'], message = 'because'): Condition => ({
  type,
  status,
  reason: 'Reason',
  message,
  lastTransitionTime: at,
})

const told = (...conditions: ReadonlyArray<Condition>): ReadonlyArray<string> =>
  momentsOf({ pool: { ...aPool(), status: { conditions } } }).map(({ tone, what }) => `${tone}: ${what}`)

describe('what happened to a pool', () => {
  const cases = [
    {
      name: 'trouble with its message',
      of: condition('Degraded', 'True'),
      want: ['bad: Degraded is True (Reason): because'],
    },
    { name: 'the end of trouble', of: condition('Degraded', 'False'), want: ['plain: Degraded is False (Reason)'] },
    {
      name: 'health that is lost',
      of: condition('ImageResolved', 'False', ''),
      want: ['bad: ImageResolved is False (Reason)'],
    },
    { name: 'that it is up to date', of: condition('UpToDate', 'True'), want: ['good: UpToDate is True (Reason)'] },
    { name: 'nothing twice', of: condition('Progressing', 'True'), want: [] },
    { name: 'nothing that is for other tools', of: condition('Stalled', 'True'), want: [] },
  ]
  for (const { name, of, want } of cases) it(`tells ${name}`, () => assert.deepEqual(told(of), want))

  it('tells that a node failed, and what was decided about it', () => {
    const attempt = {
      key: ATTEMPT,
      digest: NEW,
      outcome: 'Failed',
      reason: 'FellBack',
      message: 'came back',
      finishedAt: at,
    } as const
    const rollout = {
      ...aRollout(),
      status: { verdicts: [{ attempt: ATTEMPT, action: 'Halt' as const, at, message: '1 node failed' }] },
    }
    const course = oneCourse(rollout, [[aMember('n1'), anUpdate('n1', reporting({ attempt }))]])
    assert.deepEqual(
      momentsOf({ pool: aPool(), course }).map(({ tone, what }) => `${tone}: ${what}`),
      [
        'bad: Halt: 1 of 1 nodes failed and failureThreshold is 1: n1 (FellBack)',
        'bad: n1 failed: FellBack: came back',
      ],
    )
  })
})
