import type { BootcNodeUpdate } from '../api/bootc-node-update'

export type MeasuredStep = 'stage' | 'drain' | 'reboot'

/** Something that took a node a while, from one time (RFC 3339) to the other. `key` is unique among its kind. */
export interface NodeDuration {
  readonly what: MeasuredStep
  readonly key: string
  readonly from: string
  readonly to: string
}

const staged = ({ spec: { order }, status }: BootcNodeUpdate): NodeDuration | undefined => {
  if (order?.step !== 'Stage') return undefined
  const condition = status?.conditions?.find(({ type, status: is }) => type === 'Staged' && is === 'True')
  return condition && { what: 'stage', key: order.attempt, from: order.since, to: condition.lastTransitionTime }
}

const drained = ({ spec: { node, order } }: BootcNodeUpdate): NodeDuration | undefined =>
  node.slot !== undefined && order?.reboot?.mark === node.slot.id
    ? { what: 'drain', key: node.slot.id, from: node.slot.since, to: order.since }
    : undefined

const rebooted = ({ spec: { order }, status }: BootcNodeUpdate): NodeDuration | undefined => {
  const attempt = status?.attempt
  if (order?.step !== 'Reboot' || attempt?.key !== order.attempt || attempt.outcome !== 'Succeeded') return undefined
  if (attempt.finishedAt === undefined) return undefined
  return { what: 'reboot', key: order.reboot?.mark ?? order.attempt, from: order.since, to: attempt.finishedAt }
}

/**
 * How long the steps of a node took, by the times that its update carries: nothing is measured by when a hook happened to
 * look, so that a process that was restarted in between misses nothing that ends after it.
 */
export const durationsOf = (update: BootcNodeUpdate): ReadonlyArray<NodeDuration> =>
  [staged(update), drained(update), rebooted(update)].filter(step => step !== undefined)

/**
 * Seconds; undefined when it ended before `since` (ms since 1970), or before it began: an image that was staged before
 * its order had been waiting for it.
 */
export const secondsOf = ({ from, to }: NodeDuration, since: number): number | undefined => {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  return end >= since && end >= start ? (end - start) / 1000 : undefined
}
