import type { BootcNodePool, BootcNodePoolStatus } from '../../hooks/api/bootc-node-pool'
import type { ImageDigest } from '../../hooks/api/image'
import { questionKey } from '../../hooks/pool-sync/poll'
import { failureIn, type ImageFailure, type LookupAnswer } from '../../hooks/ports/lookups'
import type { FoundImage } from '../../hooks/ports/registry'
import type { Change } from './change'
import { REPOSITORY } from './digests'

export const STABLE = `${REPOSITORY}:stable`

export const aFoundImage = (digest: ImageDigest, changes: Partial<FoundImage> = {}): FoundImage => ({
  outcome: 'found',
  digest,
  architectures: ['amd64'],
  bootc: true,
  ...changes,
})

export const aFailure = <Reason extends ImageFailure['reason']>(
  reason: Reason,
  retryAfterSeconds?: number,
): ImageFailure & { readonly reason: Reason } => ({
  outcome: 'failed',
  reason,
  message: `the registry says ${reason}`,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
})

/** What the registries answered to the pool's question, at a time in ms; a failure is the first one unless told. */
export const answering = (
  pool: BootcNodePool,
  at: number,
  found: Pick<LookupAnswer, 'tag' | 'approved'>,
): LookupAnswer => ({
  key: questionKey(pool, undefined),
  at,
  ...found,
  failures: failureIn(found) === undefined ? 0 : 1,
})

export const withImage =
  (image: Partial<BootcNodePool['spec']['image']>): Change<BootcNodePool> =>
  pool => ({ ...pool, spec: { ...pool.spec, image: { ...pool.spec.image, ...image } } })

export const withStatus =
  (status: BootcNodePoolStatus): Change<BootcNodePool> =>
  pool => ({ ...pool, status })
