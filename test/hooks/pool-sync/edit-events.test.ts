import assert from 'node:assert/strict'
import { editEvents } from '../../../hooks/pool-sync/edit-events'
import { aPool, withRollout } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { imageOf, NEW, OLD } from '../../builders/digests'

const TARGET = { ref: imageOf(NEW), image: imageOf(NEW), digest: NEW }

/** What is said of a pool of this urgency whose rollout was sent with that one before. */
const said = (urgentDigest: typeof NEW | undefined, rollout: ReturnType<typeof aRollout> | undefined) =>
  editEvents({
    pool: aPool(withRollout({ urgentDigest })),
    rollout,
    decision: { target: TARGET, notes: [] },
    paused: undefined,
  })
    .filter(({ reason }) => reason === 'Urgent')
    .map(({ message }) => message)

const URGENT = 'bbbbbbbbbbbb is urgent: windows, steps and gates do not hold it up'

describe('that a target is urgent', () => {
  const cases = [
    { name: 'is said once when it becomes so', digest: NEW, before: aRollout(), want: [URGENT] },
    {
      name: 'is said once, and not with every sync',
      digest: NEW,
      before: aRollout(withSpec({ urgent: true })),
      want: [],
    },
    {
      name: 'is said of a target that is new',
      digest: NEW,
      before: aRollout(withSpec({ digest: OLD, urgent: true })),
      want: [URGENT],
    },
    { name: 'is said of the first target', digest: NEW, before: undefined, want: [URGENT] },
    { name: 'is not said while another digest is urgent', digest: OLD, before: aRollout(), want: [] },
    { name: 'is not said of a pool without one', digest: undefined, before: aRollout(), want: [] },
  ]
  for (const { name, digest, before, want } of cases) it(name, () => assert.deepEqual(said(digest, before), want))
})
