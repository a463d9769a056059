import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRolloutSpec } from '../api/bootc-rollout'
import { shownVersion } from '../api/image-name'
import type { DesiredObject } from '../api/metacontroller'
import { API_VERSION } from '../api/names'
import { poolLabels } from '../api/object-labels'
import { isPaused, pauseReason } from '../api/pool-pause'
import { readsOf } from './reads'
import type { Target } from './remembered'

const scopeChild = ({ metadata, spec }: BootcNodePool): DesiredObject => ({
  apiVersion: API_VERSION,
  kind: 'BootcPoolScope',
  metadata: { name: metadata.name, labels: poolLabels(metadata.name) },
  spec: {
    nodeSelector: spec.nodeSelector,
    allNodes: spec.allNodes,
    reads: readsOf(spec.rollout),
  },
})

/** What the pool asks of its rollout. */
export const rolloutSpec = (pool: BootcNodePool, { image, digest, architectures }: Target): BootcRolloutSpec => {
  const { metadata, spec } = pool
  const { paused: _, cancelledDigest, approvedStep, urgentDigest, ...rollout } = spec.rollout
  const cancelled = cancelledDigest === digest
  return {
    pool: metadata.name,
    image,
    digest,
    architectures,
    requireSignature: spec.image.requireSignature === true || undefined,
    paused: isPaused(pool),
    pauseReason: pauseReason(pool),
    cancelled,
    urgent: urgentDigest === digest || undefined,
    approvedStep: approvedStep?.digest === digest ? approvedStep.id : undefined,
    rollout,
    disruption: spec.disruption,
  }
}

const rolloutChild = (pool: BootcNodePool, target: Target, isMissing: boolean): DesiredObject => ({
  apiVersion: API_VERSION,
  kind: 'BootcRollout',
  metadata: { name: pool.metadata.name, labels: poolLabels(pool.metadata.name) },
  spec: {
    ...rolloutSpec(pool, target),
    // For people alone: no report is out of date because the registry did not say it yet.
    version: shownVersion(target.version),
    imageNotFound: isMissing || undefined,
  },
})

/** The scope always; the rollout as soon as it is known what to run. */
export const renderPoolChildren = (
  pool: BootcNodePool,
  target: Target | undefined,
  isMissing = false,
): ReadonlyArray<DesiredObject> => [
  scopeChild(pool),
  ...(target === undefined ? [] : [rolloutChild(pool, target, isMissing)]),
]
