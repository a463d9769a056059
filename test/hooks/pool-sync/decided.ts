import assert from 'node:assert/strict'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcRollout, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import type { ImageDigest } from '../../../hooks/api/image'
import { remember } from '../../../hooks/pool-sync/remembered'
import { decideTarget } from '../../../hooks/pool-sync/target'
import type { LookupAnswer } from '../../../hooks/ports/lookups'
import { aFoundImage, answering, STABLE, withImage, withStatus } from '../../builders/a-lookup'
import { aPool } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import type { Change } from '../../builders/change'
import { NEW, OLD, OTHER, REPOSITORY } from '../../builders/digests'
import { aCount } from '../../builders/settings'

export const AT = Date.parse('2026-01-02T00:00:00Z')
const NAMES = new Map<string, string>([
  [OLD, 'old'],
  [NEW, 'new'],
  [OTHER, 'other'],
])

export const following = (...changes: ReadonlyArray<Change<BootcNodePool>>): BootcNodePool =>
  aPool(withImage({ ref: STABLE }), ...changes)
export const automatic = withImage({ updates: 'Automatic' })
/** What the status says when the tag was found to name `digest`, and the nodes are led to `target`. */
export const knowing = (digest: ImageDigest, target = digest, ref = STABLE): Change<BootcNodePool> =>
  withStatus({ targetDigest: target, image: { ref, digest } })

export const rolloutTo = (
  digest: ImageDigest,
  status: BootcRolloutStatus = {},
  repository = REPOSITORY,
): BootcRollout => ({
  ...aRollout(withSpec({ digest, image: `${repository}@${digest}` })),
  status: { observedGeneration: 1, digest, ...status },
})
export const complete = (digest: ImageDigest): BootcRollout => rolloutTo(digest, { phase: 'Completed' })
export const halted = (digest: ImageDigest): BootcRollout =>
  rolloutTo(digest, {
    phase: 'Halted',
    verdicts: [{ attempt: 'x', action: 'Halt', at: '2026-01-02T00:00:00Z', message: '1 of 1 failed' }],
  })
export const havingFailed = (digest: ImageDigest, failedAttempt: string): BootcRollout => {
  const times = { startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T01:00:00Z' }
  const counts = { updated: aCount(0), failed: aCount(1) }
  return rolloutTo(digest, {
    phase: 'Completed',
    history: [{ digest: NEW, ...times, ...counts, outcome: 'Superseded', failedAttempt }],
  })
}

const named = (digest: ImageDigest | undefined): string => (digest && NAMES.get(digest)) ?? '-'

/** `target`, with what is available and why, what is in problem, and notes. */
const decided = (
  pool: BootcNodePool,
  rollout: BootcRollout | undefined,
  found: Pick<LookupAnswer, 'tag'> | undefined,
) => {
  const answer = found && answering(pool, AT, found)
  const { target, available, problem, notes } = decideTarget({ pool, rollout, before: remember(pool, rollout), answer })
  assert.equal(target?.image.split('@')[1], target?.digest)
  return [
    target === undefined
      ? 'nothing'
      : `${target.image.split('@')[0]?.replace(`${REPOSITORY}`, 'os')} ${named(target.digest)}`,
    ...(available === undefined ? [] : [`${named(available.named.digest)} ${available.reason}`]),
    ...(problem === undefined ? [] : [problem.reason]),
    ...notes,
  ].join('; ')
}

export interface Case {
  readonly name: string
  readonly pool: BootcNodePool
  readonly rollout?: BootcRollout
  readonly tag?: LookupAnswer['tag']
  readonly approved?: LookupAnswer['tag']
  readonly want: string
}

export const finds = aFoundImage
export const approve = (approvedDigest: ImageDigest): Change<BootcNodePool> => withImage({ approvedDigest })
export const elsewhere = withImage({ ref: 'registry.example/next:1' })

/** One table: what becomes of the target. */
export const itDecides = (title: string, cases: ReadonlyArray<Case>): void => {
  describe(title, () => {
    for (const { name, pool, rollout, tag, approved, want } of cases) {
      const found = tag === undefined ? undefined : { tag, ...(approved && { approved }) }
      it(name, () => assert.equal(decided(pool, rollout, found), want))
    }
  })
}
