import * as E from 'fp-ts/Either'
import { type HostFailure, hostFailureOf } from '../bootc/errors'
import { reconcileAttempt } from '../decide/reconcile-attempt'
import { withdrawal } from '../decide/rules/reboot-rules'
import { restoreUnits } from '../host/competitors'
import { holdsPullSecret, syncPullSecret } from '../host/pull-secret'
import type { Memory } from '../memory'
import type { HostView } from '../observe/situation'
import type { Host } from '../ports'
import type { ActionContext, Result } from './action-context'
import { withdraw } from './perform-action'

type Means = Pick<ActionContext, 'host' | 'remember' | 'now'>

/** What a node keeps of the operator is its memory of failed attempts, and an image that is staged and locked. */
export const hasToRelease = async (host: Host, { intent, masked = [] }: Memory): Promise<boolean> =>
  intent !== undefined || masked.length > 0 || (await holdsPullSecret(host))

const NOTHING_ORDERED = { kind: 'none', because: 'the order is gone' } as const

const withdrawReboot = async (means: Means, before: Memory, view: HostView): Promise<Result> => {
  if (view.kind !== 'known') return { memory: before, failure: notSeen(view) }
  // What a reboot brought is remembered, should the order come back.
  const now = means.now()
  const memory = reconcileAttempt({ order: NOTHING_ORDERED, host: view, memory: before, pause: undefined, now })
  if (memory !== before) await means.remember(memory)
  return memory.intent === undefined
    ? { memory }
    : withdraw(means, { memory, host: view }, withdrawal(view, memory, true).undo)
}

const notSeen = (view: Exclude<HostView, { kind: 'known' }>): HostFailure =>
  view.kind === 'unreadable' ? view.failure : { reason: 'HostBusy', message: view.because, terminal: false }

/** Undoes what the agent changed on the host, once its order is gone. The caller retries until there is no failure. */
export const releaseHost = async (means: Means, memory: Memory, observe: () => Promise<HostView>): Promise<Result> => {
  const { host, remember } = means
  await syncPullSecret(host, undefined)
  const withdrawn = memory.intent === undefined ? { memory } : await withdrawReboot(means, memory, await observe())
  if (withdrawn.failure !== undefined) return withdrawn
  const { masked = [], ...rest } = withdrawn.memory
  if (masked.length === 0) return withdrawn
  const restored = await restoreUnits(host, masked)
  if (E.isLeft(restored)) return { memory: withdrawn.memory, failure: hostFailureOf(restored.left) }
  await remember(rest)
  return { memory: rest }
}
