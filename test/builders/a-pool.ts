import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import { type Change, changed } from './change'
import { imageOf, NEW } from './digests'
import { someDisruption, somePoolRollout, someSeconds } from './settings'

export const aPool = (...changes: ReadonlyArray<Change<BootcNodePool>>): BootcNodePool =>
  changed(
    {
      metadata: { name: 'workers', uid: 'pool-uid', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: {
        nodeSelector: { matchLabels: { role: 'worker' } },
        image: { ref: imageOf(NEW), updates: 'Manual', pollIntervalSeconds: someSeconds(300) },
        rollout: somePoolRollout(),
        disruption: someDisruption(),
      },
    },
    changes,
  )

export const withRef =
  (ref: string): Change<BootcNodePool> =>
  pool => ({ ...pool, spec: { ...pool.spec, image: { ...pool.spec.image, ref } } })

export const withRollout =
  (rollout: Partial<BootcNodePool['spec']['rollout']>): Change<BootcNodePool> =>
  pool => ({ ...pool, spec: { ...pool.spec, rollout: { ...pool.spec.rollout, ...rollout } } })
