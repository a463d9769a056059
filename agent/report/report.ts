import {
  type AgentPhase,
  type Boot,
  type BootcNodeUpdateStatus,
  digestIn,
  type HostImage,
  type Ready,
  type StagedImage,
} from '../../hooks/api/bootc-node-update'
import { type NewCondition, setConditions } from '../../hooks/api/conditions'
import { shortDigest } from '../../hooks/api/image'
import { imageName, shownVersion, versionOn } from '../../hooks/api/image-name'
import { conditionsFor } from '../../hooks/api/ready-conditions'
import type { Kstatus } from '../../hooks/api/reasons'
import type { HostFailure } from '../bootc/errors'
import { type BootEntry, hasPendingArguments } from '../bootc/status'
import { isOtherArchitecture, isStoreUnclean, isUnverified, statusLies } from '../observe/facts'
import { type Action, agentPhaseOf, messageOf, type Situation, triesAgain } from '../observe/situation'
import { readyOf } from '../order'
import { fitReport } from './fit-report'
import { hostConditions } from './host-conditions'
import { unitReport } from './unit-report'

/** What a report needs beside the situation: `previous` is the status that the API has. */
export interface ReportContext {
  readonly nodeUID: string
  readonly agentVersion: string
  readonly observedOrder: number | undefined
  readonly previous: Partial<BootcNodeUpdateStatus>
}

const imageOf = ({ image, digest, version, timestamp, architecture }: BootEntry): HostImage => ({
  image,
  digest,
  version,
  timestamp,
  architecture,
})

const stagedOf = (entry: BootEntry): StagedImage => ({
  ...imageOf(entry),
  locked: entry.locked,
  softRebootCapable: entry.softRebootCapable,
})

/** What was asked for, in short: of a multi-arch image the index, which is also what the order names. */
const shortOf = ({ image, digest }: BootEntry): string => shortDigest(digestIn(image) ?? digest)

const HOST_FIELDS = [
  'bootcVersion',
  'backend',
  'boot',
  'booted',
  'bootedShort',
  'bootedVersion',
  'staged',
  'pendingKernelArguments',
  'rollback',
  'ready',
] as const
type HostFields = Pick<BootcNodeUpdateStatus, (typeof HOST_FIELDS)[number]>

/** A host that cannot be read now has not changed for all we know, so what was reported of it stands. */
const carriedOver = (previous: Partial<BootcNodeUpdateStatus>): HostFields =>
  Object.fromEntries(HOST_FIELDS.map(field => [field, previous[field]]))

/** What a host said in the boot before says nothing of this one: a new image may have broken bootc. */
const unseenFields = (boot: Boot | undefined, previous: Partial<BootcNodeUpdateStatus>): HostFields =>
  boot === undefined || boot.id === previous.boot?.id ? carriedOver(previous) : { boot }

/** An image that a rule is about to take away again brings up nothing. */
const readyIn = ({ host, order, memory }: Pick<Situation, 'host' | 'order' | 'memory'>): Ready | undefined => {
  if (host.kind !== 'known' || order.kind !== 'given') return undefined
  const how = readyOf(host.status, order.digest)
  const { staged } = host.status
  const isRefused =
    how === 'staged' &&
    (isUnverified({ memory, order }, staged) ||
      isOtherArchitecture(host.status, staged) ||
      isStoreUnclean(memory, host))
  return how === undefined || isRefused ? undefined : { digest: order.digest, how }
}

const hostFields = ({ host, order, memory }: Situation, previous: Partial<BootcNodeUpdateStatus>): HostFields => {
  if (host.kind !== 'known' || statusLies(host)) return unseenFields(host.boot, previous)
  const { abilities, boot } = host
  const { booted, staged, rollback } = host.status
  return {
    boot,
    bootcVersion: abilities.version,
    backend: host.status.backend,
    booted: booted && imageOf(booted),
    bootedShort: booted && shortOf(booted),
    bootedVersion: shownVersion(booted?.version),
    staged: staged && stagedOf(staged),
    pendingKernelArguments: hasPendingArguments(host.status) || undefined,
    rollback: rollback && imageOf(rollback),
    ready: readyIn({ host, order, memory }),
  }
}

const stagedCondition = (action: Action, fields: HostFields): NewCondition => {
  const { ready } = fields
  const type = 'Staged'
  if (ready !== undefined) {
    const reason = ready.how === 'staged' ? 'ImageStaged' : 'RollbackEntry'
    return {
      type,
      status: 'True',
      reason,
      message: `${imageName(ready.digest, versionOn(fields, ready.digest))} comes up with an ordered reboot`,
    }
  }
  const reason = agentPhaseOf(action) === 'Staging' ? 'Staging' : 'NothingStaged'
  return { type, status: 'False', reason, message: '' }
}

/** A failure stands until something succeeded, also while it is tried again: else each try would be two writes. */
const failureIn = ({ pause }: Situation, action: Action): HostFailure | undefined =>
  action.do === 'wait' ? action.failure : pause?.failure

const degradedCondition = (failure: HostFailure | undefined): NewCondition => {
  const type = 'Degraded'
  if (failure === undefined) return { type, status: 'False', reason: 'AsExpected', message: '' }
  return { type, status: 'True', reason: failure.reason, message: failure.message }
}

const KSTATUS: Readonly<Record<AgentPhase, Kstatus>> = {
  Idle: 'Current',
  Staging: 'InProgress',
  Staged: 'Current',
  Rebooting: 'InProgress',
  Failed: 'Failed',
}

/** Whether the order is carried out. Reconciling and Stalled are left out while False: a fleet has thousands of reports. */
const standingConditions = (
  phase: AgentPhase,
  failure: HostFailure | undefined,
  message: string,
): ReadonlyArray<NewCondition> => {
  const reason = phase === 'Failed' ? (failure?.reason ?? phase) : phase
  const kstatus = KSTATUS[phase]
  return conditionsFor(kstatus, reason, kstatus === 'Current' ? '' : message).filter(
    ({ type, status }) => type === 'Ready' || status === 'True',
  )
}

/** A host knows the version of what it has: of a target that is not staged yet the digest alone is known. */
const targetOf = (
  { order }: Situation,
  fields: HostFields,
): Pick<BootcNodeUpdateStatus, 'targetShort' | 'targetVersion'> =>
  order.kind === 'given'
    ? { targetShort: shortDigest(order.digest), targetVersion: versionOn(fields, order.digest) }
    : {}

/** The whole status. Pure; conditions keep their time while their status holds, so the same report gives the same bytes. */
export const report = (situation: Situation, action: Action, context: ReportContext): BootcNodeUpdateStatus => {
  const { nodeUID, agentVersion, observedOrder, previous } = context
  const fields = hostFields(situation, previous)
  const failure = failureIn(situation, action)
  const phase = agentPhaseOf(action)
  const message = action.do === 'wait' || failure === undefined ? messageOf(action) : triesAgain(failure)
  const conditions = [
    ...standingConditions(phase, failure, message),
    stagedCondition(action, fields),
    degradedCondition(failure),
    ...hostConditions(situation, previous),
  ]
  const status: BootcNodeUpdateStatus = {
    observedOrder,
    nodeUID,
    agentVersion,
    ...fields,
    ...targetOf(situation, fields),
    phase,
    message,
    progress: situation.progress,
    attempt: situation.memory.attempt,
    units: fields.boot && unitReport(situation.units, previous, { bootId: fields.boot.id, now: situation.now }),
    conditions: setConditions({ previous: previous.conditions, generation: undefined, now: situation.now }, conditions),
  }
  return fitReport(status, situation.now)
}
