import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { aMember } from '../../builders/a-member'
import { aPool, withRollout } from '../../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, ordering, reporting } from '../../builders/an-update'
import type { Change } from '../../builders/change'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, type Scene } from './scene'

const BACK = `${ATTEMPT}~back`
const WHY = '1 of 5 nodes failed and failureThreshold is 1: web-02 (FellBack)'

const pool = (): BootcNodePool => ({
  ...aPool(withRollout({ onFailure: 'RollBack' })),
  metadata: { name: 'workers', uid: 'pool-uid', generation: 2, resourceVersion: '70' },
  status: {
    phase: 'RolledBack',
    message: `5 of 5 nodes run what they ran before; ${WHY}`,
    targetDigest: NEW,
    ...{ observedGeneration: 2 },
  },
})

const rollout = (): BootcRollout => ({
  ...aRollout(withSettings({ onFailure: 'RollBack' })),
  status: {
    phase: 'RolledBack',
    digest: NEW,
    startedAt: '2026-01-02T00:00:00Z',
    verdicts: [{ attempt: ATTEMPT, action: 'RollBack', at: '2026-01-02T00:08:00Z', message: WHY }],
    history: [
      {
        digest: NEW,
        startedAt: '2026-01-02T00:00:00Z',
        finishedAt: '2026-01-02T00:12:00Z',
        outcome: 'RolledBack',
        updated: aCount(0),
        failed: aCount(1),
        message: WHY,
        failedAttempt: ATTEMPT,
      },
    ],
  },
})

/** As bootc reports the version of an image, from its label org.opencontainers.image.version. */
const onOld: Change<BootcNodeUpdate> = reporting({ booted: { image: imageOf(OLD), digest: OLD, version: 'v1' } })

const returned = (name: string, at: string): BootcNodeUpdate =>
  anUpdate(
    name,
    onOld,
    ordering({ step: 'Observe', image: imageOf(OLD), attempt: BACK }),
    reporting({
      attempt: { key: BACK, digest: OLD, previousImage: imageOf(OLD), outcome: 'Succeeded', finishedAt: at },
      rollback: { image: imageOf(NEW), digest: NEW, version: 'v2' },
    }),
  )

const neverLeft = (name: string): BootcNodeUpdate =>
  anUpdate(name, onOld, ordering({ step: 'Observe', image: imageOf(OLD), attempt: BACK }))

/** Five nodes that run what they ran before, since one of them did not come up with the target. */
export const rolledBack = (change: Partial<Scene> = {}): Scene => ({
  pools: [pool()],
  rollouts: [rollout()],
  nodes: [
    [aMember('web-01'), returned('web-01', '2026-01-02T00:11:00Z')],
    ...['web-02', 'web-03', 'web-04', 'web-05'].map(name => [aMember(name), neverLeft(name)] as const),
  ],
  ...change,
})

/** The same pool, whose target an admin gave up. */
export const cancelled = (change: Partial<Scene> = {}): Scene => ({
  ...rolledBack(change),
  rollouts: [{ ...aRollout(withSpec({ cancelled: true })), status: { phase: 'RolledBack', digest: NEW } }],
})
