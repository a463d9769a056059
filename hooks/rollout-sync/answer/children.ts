import type { BootcNodeUpdateSpec, RebootOrder } from '../../api/bootc-node-update'
import type { DesiredObject } from '../../api/metacontroller'
import { API_VERSION } from '../../api/names'
import { poolLabels } from '../../api/object-labels'
import type { KeptOrphan } from '../act/orphans'
import type { Plan } from '../decide/plan'
import type { Observed } from '../observed'
import { nextOrder } from './order'

/** Only the fields that are ours: what a newer version or a user added is not adopted. */
const specOf = ({ reboot, requireSignature, ...spec }: BootcNodeUpdateSpec): object => ({
  nodeUID: spec.nodeUID,
  pool: spec.pool,
  image: spec.image,
  step: spec.step,
  since: spec.since,
  attempt: spec.attempt,
  lock: spec.lock,
  requireSignature: requireSignature || undefined,
  reboot: reboot && { fromBoot: reboot.fromBoot, mark: reboot.mark, policy: reboot.policy },
})

const updateChild = (name: string, spec: BootcNodeUpdateSpec): DesiredObject => ({
  apiVersion: API_VERSION,
  kind: 'BootcNodeUpdate',
  metadata: { name, labels: poolLabels(spec.pool) },
  spec: specOf(spec),
})

/** As it was, never advanced; of a Node that left the pool the order is taken back. */
const orphanChild = ({ update, leaving }: KeptOrphan, now: Date): DesiredObject => {
  const { reboot: _dead, ...spec } = update.spec
  const isTakenBack = leaving && spec.step === 'Reboot'
  return updateChild(
    update.metadata.name,
    isTakenBack ? { ...spec, step: 'Stage', since: now.toISOString() } : update.spec,
  )
}

/** One update per member, and those without a member whose Node may still be ours, as they were. */
export const renderRolloutChildren = (
  observed: Observed,
  plan: Plan,
  approved: ReadonlyMap<string, RebootOrder>,
  keptOrphans: ReadonlyArray<KeptOrphan>,
): ReadonlyArray<DesiredObject> => [
  ...observed.nodes.map(node => updateChild(node.name, nextOrder(node, observed, plan, approved))),
  ...keptOrphans.map(orphan => orphanChild(orphan, observed.now)),
]

/** Every order as it is. */
export const unchangedChildren = ({ nodes, orphans }: Observed): ReadonlyArray<DesiredObject> =>
  [...nodes.flatMap(({ update }) => update ?? []), ...orphans].map(({ metadata: { name }, spec }) =>
    updateChild(name, spec),
  )
