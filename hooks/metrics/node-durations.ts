import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { BootcPoolMember } from '../api/bootc-pool-member'

export type MeasuredStep = 'stage' | 'drain' | 'reboot'

/** Something that took a node a while, from one time (RFC 3339) to the other. `key` is unique among its kind. */
export interface NodeDuration {
  readonly what: MeasuredStep
  readonly key: string
  readonly from: string
  readonly to: string
}

const staged = ({ spec, status }: BootcNodeUpdate): NodeDuration | undefined => {
  if (spec.step !== 'Stage') return undefined
  const condition = status?.conditions?.find(({ type, status: is }) => type === 'Staged' && is === 'True')
  return condition && { what: 'stage', key: spec.attempt, from: spec.since, to: condition.lastTransitionTime }
}

const drained = ({ spec: { slot } }: BootcPoolMember, { spec }: BootcNodeUpdate): NodeDuration | undefined =>
  slot !== undefined && spec.reboot?.mark === slot.id
    ? { what: 'drain', key: slot.id, from: slot.since, to: spec.since }
    : undefined

const rebooted = ({ spec, status }: BootcNodeUpdate): NodeDuration | undefined => {
  const attempt = status?.attempt
  if (spec.step !== 'Reboot' || attempt?.key !== spec.attempt || attempt.outcome !== 'Succeeded') return undefined
  if (attempt.finishedAt === undefined) return undefined
  return { what: 'reboot', key: spec.reboot?.mark ?? spec.attempt, from: spec.since, to: attempt.finishedAt }
}

/**
 * How long the steps of a node took, by the times that its objects carry: nothing is measured by when a hook happened to
 * look, so that a process that was restarted in between misses nothing that ends after it.
 */
export const durationsOf = (
  member: BootcPoolMember,
  update: BootcNodeUpdate | undefined,
): ReadonlyArray<NodeDuration> => {
  if (update === undefined || update.spec.nodeUID !== member.spec.nodeUID) return []
  return [staged(update), drained(member, update), rebooted(update)].filter(step => step !== undefined)
}

/**
 * Seconds; undefined when it ended before `since` (ms since 1970), or before it began: an image that was staged before
 * its order had been waiting for it.
 */
export const secondsOf = ({ from, to }: NodeDuration, since: number): number | undefined => {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  return end >= since && end >= start ? (end - start) / 1000 : undefined
}
