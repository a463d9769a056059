import * as E from 'fp-ts/Either'
import { reconcileAttempt } from '../decide/reconcile-attempt'
import { stopUnit } from '../host/systemd-run'
import { isStalePull } from '../observe/facts'
import { seenFor } from '../observe/same-content'
import { type Action, messageOf, type Situation } from '../observe/situation'
import { type Identity, type Order, orderIdIn } from '../order'
import type { Parts } from './parts'
import {
  type AnsweredOrder,
  endsFailure,
  isForeignPullStale,
  isObservable,
  isReportedFirst,
  mayChangeHost,
  REST_MS,
  restAfterStart,
  restAfterWait,
  wantedUnits,
  workableIn,
} from './turn'
import { unexpected } from './unexpected'

const situationFor = ({ watcher, units, memory, backoff, runner, now }: Parts, order: AnsweredOrder): Situation => ({
  order,
  host: seenFor(watcher.view(), order, memory.get()),
  memory: memory.get(),
  pause: backoff.pause(),
  progress: runner.progress(),
  units: units.states(),
  now: now(),
})

/** Ends a pull of what the order does not ask for any more, also one that an agent before this one began. */
const cancelStalePull = async ({ host, watcher, runner }: Parts, order: Order): Promise<void> => {
  if (isStalePull(runner.action(), order)) runner.cancelPull()
  if (isForeignPullStale(watcher.view(), order)) await stopUnit(host, 'switch')
}

/** Observe and decide. */
const nextAction = async (parts: Parts, order: AnsweredOrder): Promise<Action> => {
  const { watcher, memory, backoff, now } = parts
  if (isObservable(memory.get(), watcher.view(), now())) await watcher.refresh(memory.get().intent)
  await cancelStalePull(parts, order)
  const secret = mayChangeHost(order) ? await watcher.syncSecret() : E.right('unchanged' as const)
  // Credentials that changed are tried at once.
  if (E.isRight(secret) && secret.right === 'changed') backoff.succeeded()
  const reconciled = reconcileAttempt(situationFor(parts, order))
  const unsaved = reconciled === memory.get() ? undefined : await memory.save(reconciled).catch(unexpected)
  const action = backoff.next(situationFor(parts, order), E.isLeft(secret) ? { stage: secret.left } : {})
  // The agent changes nothing on a host that would not remember it.
  return unsaved === undefined ? action : backoff.postponed(action, unsaved)
}

interface Followed {
  readonly order: AnsweredOrder
  readonly identity: Identity
}

/** Reports what the agent waits for. */
const wait = async (parts: Parts, { order, identity }: Followed, action: Action): Promise<number> => {
  const { watcher, memory, backoff, reporter, now } = parts
  const view = watcher.view()
  if (endsFailure(action, view)) backoff.succeeded()
  const reportAgainMs = await reporter.report(situationFor(parts, order), action, identity)
  const pausedUntil = watcher.pausedUntil() ?? backoff.pause()?.until
  const restMs = restAfterWait({ memory: memory.get(), view, pausedUntil, now: now() })
  return Math.max(0, Math.min(restMs, reportAgainMs ?? REST_MS))
}

/** Reports the progress of a pull; other actions are over before anyone could read of them. */
const goOn = async (parts: Parts, { order, identity }: Followed, running: Action): Promise<number> => {
  await cancelStalePull(parts, order)
  if (running.do !== 'stage') return REST_MS
  return (await parts.reporter.report(situationFor(parts, order), running, identity)) ?? REST_MS
}

const begin = async (parts: Parts, followed: Followed): Promise<number> => {
  const { order, identity } = followed
  const { host, update, reporter, runner, stallMs, now, say } = parts
  const action = await nextAction(parts, order)
  say(action.do, messageOf(action))
  const situation = situationFor(parts, order)
  const workable = workableIn(situation, action)
  if (workable === undefined) return wait(parts, followed, action)
  if (isReportedFirst(situation, action)) await reporter.report(situation, action, identity)
  const remember = parts.memory.save
  const context = { host, update, identity, now, remember, stallMs, reportAt: reporter.reportAt(identity) }
  runner.start(context, workable, action)
  return restAfterStart(action)
}

/** One turn under an order: observe, decide, then act or report. Answers how long to rest, in milliseconds. */
export const createFollower = (parts: Parts): ((followed: Followed) => Promise<number>) => {
  let order: number | undefined
  return async followed => {
    const { update, runner, backoff } = parts
    // What failed under an old order neither holds up a new one nor is reported of it, also while its pull goes on.
    const current = orderIdIn(update.current())
    if (current !== order) backoff.succeeded()
    order = current
    await parts.units.ask(wantedUnits(followed.order))
    const running = runner.action()
    return running === undefined ? begin(parts, followed) : goOn(parts, followed, running)
  }
}
