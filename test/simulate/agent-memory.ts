import type { Attempt, BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import type { ImageDigest } from '../../hooks/api/image'
import { bootOf, digestOf, type Host, type Memory } from './host'
import { timeOf } from './world'

/** One lost staging may be a power cut; the second in the same attempt is a failure. */
const MOST_LOSSES = 1

const finished = (attempt: Attempt, outcome: 'Succeeded' | 'Failed', now: number): Attempt => ({
  ...attempt,
  outcome,
  finishedAt: timeOf(now),
})

/** Latches a failure of the attempt. */
export const failed = (memory: Memory, reason: string, message: string, now: number): Memory =>
  memory.attempt === undefined
    ? memory
    : { ...memory, attempt: { ...finished(memory.attempt, 'Failed', now), reason, message } }

/** Another boot than the one that the reboot was ordered in: did it bring what was ordered? */
const afterReboot = (memory: Memory, name: string, host: Host, now: number): Memory => {
  const { intent, ...rest } = memory
  if (intent === undefined || intent.fromBoot === bootOf(name, host)) return memory
  if (rest.attempt?.key !== intent.attempt) return rest
  if (host.booted === intent.image) return { ...rest, attempt: finished(rest.attempt, 'Succeeded', now) }
  if (host.rollback === intent.image) return failed(rest, 'FellBack', 'did not come up, runs the old image again', now)
  const losses = (rest.losses ?? 0) + 1
  return losses <= MOST_LOSSES ? { ...rest, losses } : failed(rest, 'StagedLost', `gone ${losses} times`, now)
}

/** Brought to the wanted image, be it by someone else's reboot. */
const arrived = (memory: Memory, name: string, host: Host, now: number): Memory => {
  const { attempt, intent } = memory
  if (attempt?.outcome !== 'InProgress' || intent !== undefined || attempt.fromBoot === bootOf(name, host))
    return memory
  return digestOf(host.booted) === attempt.digest ? { ...memory, attempt: finished(attempt, 'Succeeded', now) } : memory
}

/** An attempt begins with the first order to leave the booted image; a return to previousImage keeps it. */
const begun = (memory: Memory, name: string, host: Host, order: BootcNodeUpdateSpec): Memory => {
  const digest = digestOf(order.image) as ImageDigest
  if (order.step === 'Observe' || host.booted === order.image) return memory
  if (memory.attempt?.key === order.attempt && memory.attempt.digest === digest) return memory
  const before = memory.attempt?.previousImage
  const previousImage = before === order.image ? before : host.booted
  const attempt: Attempt = {
    key: order.attempt,
    digest,
    outcome: 'InProgress',
    fromBoot: bootOf(name, host),
    previousImage,
  }
  return { attempt, ...(memory.intent === undefined ? {} : { intent: memory.intent }) }
}

/** What is remembered, brought up to date with what is seen. Answers the same object when there is nothing new. */
export const settle = (name: string, host: Host, order: BootcNodeUpdateSpec, now: number): Memory =>
  begun(arrived(afterReboot(host.memory, name, host, now), name, host, now), name, host, order)
