import type { Attempt, BootcNodeUpdateStatus, HostImage } from '../../hooks/api/bootc-node-update'
import { asWord } from '../../hooks/api/clean-text'
import type { Condition } from '../../hooks/api/kubernetes'
import { knownReason, limited, timeIn, utc } from '../limits'

/** Longest key of an attempt; it is repeated as it was ordered. */
const LONGEST_KEY = 512

const fitImage = <A extends HostImage>(entry: A): A => {
  const { version, architecture, timestamp, ...rest } = entry
  const time = timestamp === undefined ? undefined : timeIn(timestamp)
  return {
    ...rest,
    image: limited('image', entry.image),
    digest: limited('digest', entry.digest),
    ...(version === undefined ? {} : { version: limited('version', version) }),
    ...(time === undefined ? {} : { timestamp: time }),
    ...(architecture === undefined ? {} : { architecture: limited('architecture', architecture) }),
  } as A
}

/** From the agent's own disk, where another version of it may have written. */
const fitAttempt = (attempt: Attempt, now: Date): Attempt => {
  const { key, previousImage, fromBoot, reason, message, finishedAt } = attempt
  return {
    ...attempt,
    key: key.slice(0, LONGEST_KEY),
    ...(previousImage === undefined ? {} : { previousImage: limited('image', previousImage) }),
    ...(fromBoot === undefined ? {} : { fromBoot: limited('id', fromBoot) }),
    ...(reason === undefined ? {} : { reason: knownReason(reason) }),
    ...(message === undefined ? {} : { message: limited('message', message) }),
    ...(finishedAt === undefined ? {} : { finishedAt: utc(finishedAt, now) }),
  }
}

const fitCondition = (condition: Condition): Condition => ({
  ...condition,
  reason: asWord(condition.reason),
  message: limited('message', condition.message),
})

/**
 * The report as the API takes it, whatever a host, an image or a registry says: one text too long would have the whole
 * of it refused, and the node would look silent.
 */
export const fitReport = (status: BootcNodeUpdateStatus, now: Date): BootcNodeUpdateStatus => {
  const { bootcVersion, boot, booted, bootedShort, staged, rollback, ready, attempt, conditions } = status
  return {
    ...status,
    nodeUID: limited('id', status.nodeUID),
    message: limited('message', status.message),
    ...(bootcVersion === undefined ? {} : { bootcVersion: limited('version', bootcVersion) }),
    ...(boot === undefined ? {} : { boot: { id: limited('id', boot.id), at: utc(boot.at, now) } }),
    ...(booted === undefined ? {} : { booted: fitImage(booted) }),
    ...(bootedShort === undefined ? {} : { bootedShort: limited('short', bootedShort) }),
    ...(staged === undefined ? {} : { staged: fitImage(staged) }),
    ...(rollback === undefined ? {} : { rollback: fitImage(rollback) }),
    ...(ready === undefined ? {} : { ready: { ...ready, digest: limited('digest', ready.digest) } }),
    ...(attempt === undefined ? {} : { attempt: fitAttempt(attempt, now) }),
    ...(conditions === undefined ? {} : { conditions: conditions.map(fitCondition) }),
  }
}
