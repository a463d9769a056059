import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { parseImageReference } from '../../../hooks/api/image'
import { homeOf } from '../../builders/digests'
import type { PoolSync } from '../journal'
import type { Invariant } from './moment'

/** The target of a tag that the pool followed before is another now, without an edit of the reference. */
interface Moved {
  readonly pool: BootcNodePool
  readonly from: BootcRollout
  readonly to: BootcRollout
}

const movedIn = ({ pool, before, after }: PoolSync): ReadonlyArray<Moved> => {
  const [of, from, to] = [pool, before, after] as unknown as [BootcNodePool?, BootcRollout?, BootcRollout?]
  if (of === undefined || from === undefined || to === undefined || from.spec.digest === to.spec.digest) return []
  const { image, targetDigest } = of.status ?? {}
  const isTag = parseImageReference(of.spec.image.ref)?.digest === undefined
  const isKnown = isTag && image?.ref === of.spec.image.ref && targetDigest === from.spec.digest
  return isKnown ? [{ pool: of, from, to }] : []
}

const shown = ({ from, to }: Moved): string => `the target went from ${from.spec.image} to ${to.spec.image}`

/** Repository and digest are always of one reference: every digest of these tests is in one repository only. */
export const neverMixesReferences: Invariant = ({ poolSyncs }) => {
  for (const { after } of poolSyncs) {
    const image = (after as BootcRollout | undefined)?.spec.image
    if (image !== undefined && !image.startsWith(`${homeOf(image.split('@')[1] ?? '')}@`)) return `there is no ${image}`
  }
  return undefined
}

/** With Manual a tag that moves changes nothing on any node until its digest is approved. */
export const asksBeforeItGoes: Invariant = ({ poolSyncs }) => {
  const unasked = poolSyncs
    .flatMap(movedIn)
    .find(({ pool, to }) => pool.spec.image.updates === 'Manual' && pool.spec.image.approvedDigest !== to.spec.digest)
  return unasked && `${shown(unasked)} without approval`
}

/** Whether no node of the rollout is on its way: each is there, or counted as one that waits for somebody else. */
const isStuck = ({ status }: BootcRollout): boolean => {
  const { nodeCount = 0, updatedCount = 0, updatingCount, leftBehindCount = 0, counts = {} } = status ?? {}
  const isMoving = ['Draining', 'Drained', 'Rebooting', 'Verifying', 'Staging'].some(phase => (counts[phase] ?? 0) > 0)
  return leftBehindCount > 0 && updatedCount + leftBehindCount === nodeCount && updatingCount === 0 && !isMoving
}

/** With Automatic it is the end of a rollout that lets the next one begin, or that nobody in it moves. */
export const neverReaimsByItself: Invariant = ({ poolSyncs }) => {
  const reaimed = poolSyncs.flatMap(movedIn).find(({ pool, from }) => {
    const { spec, status, metadata } = from
    if (pool.spec.image.updates === 'Manual') return false
    if (status?.digest !== spec.digest || status.observedGeneration !== metadata.generation) return true
    const isUntouched = status.updatedCount === 0 && status.updatingCount === 0
    return (
      !isUntouched && !isStuck(from) && !['Completed', 'RolledBack', 'Halted', 'Waiting'].includes(status.phase ?? '')
    )
  })
  return reaimed && `${shown(reaimed)} in the middle of a rollout (${reaimed.from.status?.phase})`
}
