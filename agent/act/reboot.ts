import * as E from 'fp-ts/Either'
import { isImage } from '../../hooks/api/bootc-node-update'
import { shortDigest } from '../../hooks/api/image'
import { type ApiError, refusalStatus } from '../../hooks/ports/api/api-request'
import { doubledMs } from '../../hooks/ports/backoff'
import { type HostFailure, hostFailureOf } from '../bootc/errors'
import type { BootcStatus } from '../bootc/status'
import { readStatus, rebootHost, softRebootHost, uncompleteBoot } from '../bootc/verbs'
import { readSoftReboot } from '../host/signs'
import { type Intent, LONGEST_TRY_MS, type Memory } from '../memory'
import { withSameContent } from '../observe/same-content'
import type { Action, KnownHost, Workable } from '../observe/situation'
import { orderIn, ordersReboot } from '../order'
import type { HostError } from '../ports'
import type { ActionContext, Result } from './action-context'
import { prepareReboot } from './prepare-reboot'

type Reboot = Extract<Action, { readonly do: 'reboot' }>

/** How long a reboot may take to happen before it is asked for again, in milliseconds; it doubles up to the longest. */
const FIRST_TRY_MS = 60_000
const CONFLICT = 409

const unreachable = ({ call, message }: ApiError): HostFailure => ({
  reason: 'ApiUnreachable',
  message: `does not reboot, since the order cannot be confirmed: ${call}: ${message}`,
  terminal: false,
})

/** A reboot that goes on keeps its count of tries. A full one after a soft one keeps the boot that the order named. */
const intentFor = ({ memory, order, host }: Workable, { how, soft }: Reboot): Intent => {
  const { intent } = memory
  const { digest, spec } = order
  const isFallback = intent?.soft === 'failed'
  const fromBoot = isFallback ? intent.fromBoot : host.boot.id
  const sameReboot = intent?.fromBoot === fromBoot && intent.digest === digest && intent.how === how
  const tries = sameReboot ? intent.tries : 0
  const softly = soft ? ({ soft: 'asked' } as const) : isFallback ? ({ soft: 'failed' } as const) : {}
  return { attempt: spec.attempt, digest, how, fromBoot, tries, nextTryAt: 0, ...softly }
}

/** Whether the next boot runs the image, and nothing else. */
const comesUp = ({ staged, rollback, rollbackQueued }: BootcStatus, digest: string, how: Reboot['how']): boolean =>
  how === 'staged'
    ? isImage(staged, digest) && staged?.locked === false
    : isImage(rollback, digest) && rollbackQueued && staged === undefined

/** bootc reports a second soft reboot of one kernel boot wrongly, unless this unit is stopped before it. */
const beforeSoftReboot = async (
  context: ActionContext,
  { boot, status }: KnownHost,
): Promise<HostError | undefined> => {
  const isFirst = boot.id.endsWith('/0')
  if (isFirst || status.composefs) return undefined
  const stopped = await uncompleteBoot(context.host)
  return E.isLeft(stopped) ? stopped.left : undefined
}

/** Asks systemd, having saved that it was asked: the answer may never be read. */
const ask = async (
  context: ActionContext,
  memory: Memory,
  { host, intent }: { host: KnownHost; intent: Intent },
): Promise<Result> => {
  const soft = intent.soft === 'asked'
  const unready = soft ? await beforeSoftReboot(context, host) : undefined
  if (unready !== undefined) return { memory, failure: hostFailureOf(unready) }
  const tries = intent.tries + 1
  const wait = doubledMs(tries, { firstMs: FIRST_TRY_MS, longestMs: LONGEST_TRY_MS })
  const askedAt = context.now().getTime()
  const nextTryAt = askedAt + wait
  const asked: Memory = { ...memory, intent: { ...intent, tries, nextTryAt, askedIn: host.boot.id, askedAt } }
  await context.remember(asked)
  const answer = await (soft ? softRebootHost(context.host) : rebootHost(context.host))
  if (E.isRight(answer)) return { memory: asked }
  const refused: Memory = { ...memory, intent: { ...intent, tries, nextTryAt: 0 } }
  await context.remember(refused)
  return { memory: refused, failure: { ...hostFailureOf(answer.left), reason: 'RebootFailed', terminal: false } }
}

/** The last check. The mount decides what a soft reboot would run, since ostree may not know of it. */
const failureBeforeAsking = async (
  { host }: ActionContext,
  { order, memory }: Workable,
  { how, soft }: Reboot,
): Promise<HostFailure | undefined> => {
  const status = await readStatus(host)
  if (E.isLeft(status)) return hostFailureOf(status.left)
  const wanted = { image: order.spec.image, digest: order.digest }
  if (!comesUp(withSameContent(status.right, wanted, memory), order.digest, how)) {
    const message = `does not reboot, since ${shortDigest(order.digest)} is not what would come up`
    return { reason: 'UnexpectedOutput', message, terminal: false }
  }
  const { nextRoot, softRebootTarget } = await readSoftReboot(host, status.right)
  if (soft ? nextRoot && softRebootTarget : !nextRoot) return undefined
  const message = soft
    ? 'does not soft reboot, since nothing is prepared for it'
    : 'does not reboot, since something is mounted on /run/nextroot that was not ordered'
  return { reason: 'StaleSoftReboot', message, terminal: false }
}

/**
 * Reboots into the ready image. The order of the steps is what keeps it safe: the order is read again; the intent is on
 * disk before it is reported; the report is bound to the copy that was read, so that a withdrawal and a reboot cannot
 * both win; only then may an unplanned reboot run the new image.
 */
export const reboot = async (context: ActionContext, situation: Workable, action: Reboot): Promise<Result> => {
  const { host, memory } = situation
  const fresh = await context.update.read()
  if (E.isLeft(fresh)) return { memory, failure: unreachable(fresh.left) }
  const order = orderIn(fresh.right, context.identity)
  const valid =
    order.kind === 'given' &&
    ordersReboot(order, host.boot.id, memory.intent) &&
    order.digest === situation.order.digest &&
    // Another policy is another action.
    order.spec.reboot?.policy === situation.order.spec.reboot?.policy &&
    order.spec.requireSignature === situation.order.spec.requireSignature
  if (fresh.right === undefined || !valid) return { memory }

  const intent = intentFor({ ...situation, order }, action)
  const intended: Memory = { ...memory, intent }
  await context.remember(intended)
  const reported = await context.reportAt({ ...situation, order, memory: intended }, action, fresh.right)
  if (E.isLeft(reported)) {
    return refusalStatus(reported.left) === CONFLICT
      ? { memory: intended }
      : { memory: intended, failure: unreachable(reported.left) }
  }

  const prepared = await prepareReboot(context, { ...situation, order, memory: intended }, action)
  if (prepared.done !== 'ready') return prepared.result
  const failure = await failureBeforeAsking(context, { ...situation, order }, action)
  if (failure !== undefined) return { memory: intended, failure }
  return ask(context, intended, { host, intent })
}
