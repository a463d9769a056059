import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import type { HostFailure } from '../bootc/errors'
import type { OwnUpdate } from '../cluster/own-update'
import type { Claim } from '../host/only-agent'
import type { Log } from '../log'
import type { Memory } from '../memory'
import { type Identity, orderIn } from '../order'
import { createReporter } from '../report/reporter'

export interface HostWait {
  readonly claim: () => Promise<Claim>
  readonly update: OwnUpdate
  readonly identity: () => Identity | undefined
  /** Read, never written: the host is another agent's. */
  readonly memory: () => Promise<Memory>
  readonly agentVersion: string
  readonly now: () => Date
  readonly log: Log
  /** For how long another agent is waited for before it is reported, in milliseconds. */
  readonly claimMs: number
}

const AGAIN_MS = 1_000

/** Only where no agent obeys the order: the one that has the host may work, and report. */
const reportClaim = async (waiting: HostWait, failure: HostFailure): Promise<void> => {
  const { update, agentVersion, log, now } = waiting
  const identity = waiting.identity()
  const object = update.current()
  const order = orderIn(object, identity)
  if (order.kind === 'none' || identity === undefined) return
  const { status } = object ?? {}
  if (status?.nodeUID === identity.nodeUID && status.observedOrder === order.id) return
  const memory = await waiting.memory()
  const host = { kind: 'unreadable', failure } as const
  const action = { do: 'wait', phase: 'Failed', because: failure.message, failure } as const
  await createReporter(update, agentVersion, log).report(
    { order, host, memory, pause: undefined, now: now() },
    action,
    identity,
  )
}

/**
 * Until the host is this agent's alone. The agent before it may need a while to end; a process that keeps the host for
 * longer is reported, so that a node without a working agent does not count as silent.
 */
export const waitForHost = async (waiting: HostWait): Promise<void> => {
  const { log, claimMs } = waiting
  const since = performance.now()
  let said = ''
  for (;;) {
    const claim = await waiting.claim()
    if (E.isRight(claim)) return
    const { message, reason } = claim.left
    if (said !== message) log('warn', 'waits', { reason, message })
    said = message
    if (performance.now() - since >= claimMs) await reportClaim(waiting, claim.left)
    await sleep(AGAIN_MS)
  }
}
