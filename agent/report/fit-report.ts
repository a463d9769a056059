import type { Attempt, BootcNodeUpdateStatus, HostImage } from '../../hooks/api/bootc-node-update'
import { asWord } from '../../hooks/api/clean-text'
import type { Condition } from '../../hooks/api/kubernetes'
import { knownReason, limited, type Text, timeIn, utc } from '../bootc/limits'

/** Longest key of an attempt; it is repeated as it was ordered. */
const LONGEST_KEY = 512

const fitText = (kind: Text, text: string | undefined): string | undefined =>
  text === undefined ? undefined : limited(kind, text)

const fitImage = <A extends HostImage>(entry: A): A => {
  const { image, digest, version, architecture, timestamp } = entry
  return {
    ...entry,
    image: limited('image', image),
    digest: limited('digest', digest),
    version: fitText('version', version),
    timestamp: timestamp === undefined ? undefined : timeIn(timestamp),
    architecture: fitText('architecture', architecture),
  }
}

/** From the agent's own disk, where another version of it may have written. */
const fitAttempt = (attempt: Attempt, now: Date): Attempt => {
  const { key, previousImage, fromBoot, toBoot, reason, message, finishedAt } = attempt
  return {
    ...attempt,
    key: key.slice(0, LONGEST_KEY),
    previousImage: fitText('image', previousImage),
    fromBoot: fitText('id', fromBoot),
    toBoot: fitText('id', toBoot),
    reason: reason === undefined ? undefined : knownReason(reason),
    message: fitText('message', message),
    finishedAt: finishedAt === undefined ? undefined : utc(finishedAt, now),
  }
}

const fitCondition = (condition: Condition): Condition => ({
  ...condition,
  reason: asWord(condition.reason),
  message: limited('message', condition.message),
})

/**
 * The report as the API takes it, whatever a host, an image or a registry says: one text too long would have the whole
 * of it refused, and the node would count as silent.
 */
export const fitReport = (status: BootcNodeUpdateStatus, now: Date): BootcNodeUpdateStatus => {
  const {
    bootcVersion,
    boot,
    booted,
    bootedShort,
    bootedVersion,
    targetVersion,
    staged,
    rollback,
    ready,
    attempt,
    conditions,
  } = status
  return {
    ...status,
    nodeUID: limited('id', status.nodeUID),
    message: limited('message', status.message),
    bootcVersion: fitText('version', bootcVersion),
    boot: boot && { id: limited('id', boot.id), at: utc(boot.at, now) },
    booted: booted && fitImage(booted),
    bootedShort: fitText('short', bootedShort),
    bootedVersion: fitText('shownVersion', bootedVersion),
    targetVersion: fitText('shownVersion', targetVersion),
    staged: staged && fitImage(staged),
    rollback: rollback && fitImage(rollback),
    ready: ready && { ...ready, digest: limited('digest', ready.digest) },
    attempt: attempt && fitAttempt(attempt, now),
    conditions: conditions?.map(fitCondition),
  }
}
