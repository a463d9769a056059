import * as E from 'fp-ts/Either'
import { hasToRelease, release } from '../act/release'
import type { OwnUpdate } from '../cluster/own-update'
import { reconcileAttempt } from '../decide/reconcile-attempt'
import { stopUnit } from '../host/systemd-run'
import type { Log } from '../log'
import { type Memory, saveMemory } from '../memory'
import { driftOf, isGoingDown, isStalePull, wantedImage } from '../observe/facts'
import { seenFor } from '../observe/same-content'
import { type Action, messageOf, type Situation } from '../observe/situation'
import { createWatcher, type PullSecret } from '../observe/watcher'
import { type Identity, type Order, orderIn } from '../order'
import type { Host } from '../ports'
import { createReporter } from '../report/reporter'
import { createActionBackoff } from './action-backoff'
import { createActionRunner } from './action-runner'
import { runSerially } from './serial-loop'
import { unexpected } from './unexpected'

export interface LoopPorts {
  readonly host: Host
  readonly update: OwnUpdate
  /** Who the agent is by its present token; undefined when the token does not say. */
  readonly identity: () => Identity | undefined
  readonly pullSecret: PullSecret
  readonly memory: Memory
  readonly stateDir: string
  readonly agentVersion: string
  /** A pull that says nothing for so long, in milliseconds, is begun anew. */
  readonly stallMs: number
  readonly now: () => Date
  readonly log: Log
}

export interface Loop {
  /** Makes it look at once. */
  readonly wake: () => void
  readonly stop: () => void
  /** Whether the host should be given back, should the order go. */
  readonly holdsHost: () => Promise<boolean>
  /** Gives the host back; only after `stop`. */
  readonly release: () => Promise<void>
}

type Told = Exclude<Order, { readonly kind: 'none' }>

/** With nothing to do it looks at the host this often, in milliseconds, in case a change made no sign. */
const REST_MS = 300_000
/** How often the files of the host are looked at for a sign of a change, a busy host for its end, a release is retried. */
const POLL_MS = 5_000
const BUSY_MS = 2_000
const RELEASE_MS = 10_000
/** A pull that takes longer than this, in milliseconds, is reported; one that is over by then is told by its end. */
const TOLD_AFTER_MS = 1_000

/** What puts right what somebody else did is said before it is done. */
const PUTS_RIGHT: ReadonlySet<Action['do']> = new Set(['unstage', 'toggle-rollback', 'reset-soft-reboot'])

/** Observe, decide, act, report, for ever. */
export const startLoop = (ports: LoopPorts): Loop => {
  const { host, update, log, now, stallMs } = ports
  const watcher = createWatcher(host, ports.pullSecret, now)
  const reporter = createReporter(update, ports.agentVersion, log)
  const attempts = createActionBackoff(now, log)
  let memory = ports.memory
  let generation: number | undefined
  let said = ''

  const remember = async (next: Memory): Promise<void> => {
    await saveMemory(host, ports.stateDir, next)
    memory = next
  }

  const say = (event: string, message: string): void => {
    if (said !== message) log('info', event, { message })
    said = message
  }

  const work = createActionRunner({
    ended: (action, result) => {
      memory = result.memory
      attempts.ended(action, result.failure)
      turns.wake()
    },
    progressed: () => turns.wake(),
  })

  const situationOf = (order: Told): Situation => {
    const progress = work.progress()
    const host = seenFor(watcher.view(), order, memory)
    const seen = { order, host, memory, pause: attempts.pause(), now: now() }
    return progress === undefined ? seen : { ...seen, progress }
  }

  /** A pull of what is not wanted any more is ended, also one that an agent before this one began. */
  const cancelStalePull = async (order: Order): Promise<void> => {
    const view = watcher.view()
    if (isStalePull(work.action(), order)) work.cancelPull()
    if (view.kind === 'busy' && view.pulls !== undefined && view.pulls !== wantedImage(order)) {
      await stopUnit(host, 'switch')
    }
  }

  const giveBack = async (): Promise<number> => {
    const result = await release({ host, remember, now }, memory, () => watcher.observe(memory.intent))
    memory = result.memory
    if (result.failure !== undefined) log('warn', 'not released', { ...result.failure })
    return result.failure === undefined ? REST_MS : RELEASE_MS
  }

  const withoutOrder = async (because: string, isGone: boolean): Promise<number> => {
    say('no order', because)
    work.cancelPull()
    return isGone && work.action() === undefined ? giveBack() : REST_MS
  }

  const restAfter = (): number => {
    if (watcher.view().kind === 'busy') return BUSY_MS
    if (isGoingDown(memory, watcher.view(), now())) return (memory.intent?.nextTryAt ?? 0) - now().getTime()
    const until = watcher.pausedUntil() ?? attempts.pause()?.until
    return until === undefined ? REST_MS : until - now().getTime()
  }

  const waitFor = async (action: Action, order: Told, identity: Identity): Promise<number> => {
    // To have nothing to do ends a failure as well as success does.
    if (action.do === 'wait' && action.failure === undefined && watcher.view().kind === 'known') attempts.succeeded()
    const again = await reporter.report(situationOf(order), action, identity)
    return Math.max(0, Math.min(restAfter(), again ?? REST_MS))
  }

  /** Observe and decide. */
  const nextAction = async (order: Told): Promise<Action> => {
    // A host that goes down would only tell nonsense.
    const view = watcher.view()
    if (view.kind !== 'known' || !isGoingDown(memory, view, now())) await watcher.look(memory.intent)
    await cancelStalePull(order)
    const mayChange = order.kind === 'given' && order.spec.step !== 'Observe'
    const secret = mayChange ? await watcher.syncSecret() : E.right('unchanged' as const)
    // Credentials that changed are tried at once.
    if (E.isRight(secret) && secret.right === 'changed') attempts.succeeded()
    const settled = reconcileAttempt(situationOf(order))
    const unsettled = settled === memory ? undefined : await remember(settled).catch(unexpected)
    const action = attempts.next(situationOf(order), E.isLeft(secret) ? { stage: secret.left } : {})
    // Nothing is done to a host that would not remember it.
    return unsettled === undefined ? action : attempts.postponed(action, unsettled)
  }

  const workOn = async (order: Told, identity: Identity): Promise<number> => {
    const running = work.action()
    if (running !== undefined) {
      await cancelStalePull(order)
      if (running.do !== 'stage') return REST_MS
      return (await reporter.report(situationOf(order), running, identity)) ?? REST_MS
    }
    // What failed under an old order does not hold up a new one.
    if (update.current()?.metadata.generation !== generation) attempts.succeeded()
    generation = update.current()?.metadata.generation
    const action = await nextAction(order)
    say(action.do, messageOf(action))
    const situation = situationOf(order)
    const view = situation.host
    if (action.do === 'wait' || view.kind !== 'known' || order.kind !== 'given') return waitFor(action, order, identity)
    // Most actions are done before anyone could read of them.
    if (PUTS_RIGHT.has(action.do) && driftOf(situation) !== undefined)
      await reporter.report(situation, action, identity)
    const context = { host, update, identity, now, remember, stallMs, reportAt: reporter.reportAt(identity) }
    work.start(context, { ...situation, order, host: view }, action)
    return action.do === 'stage' ? TOLD_AFTER_MS : REST_MS
  }

  const turn = async (): Promise<number> => {
    if (!update.isKnown()) return REST_MS
    const identity = ports.identity()
    const object = update.current()
    const order = orderIn(object, identity)
    if (order.kind !== 'none' && identity !== undefined) return workOn(order, identity)
    const isGone = object === undefined && identity !== undefined
    return withoutOrder(order.kind === 'none' ? order.because : '', isGone)
  }

  const turns = runSerially(turn, error => {
    attempts.failed({ do: 'wait', phase: 'Failed', because: '' }, unexpected(error))
    return Math.max(0, (attempts.pause()?.until ?? 0) - now().getTime())
  })
  const poll = setInterval(() => {
    if (work.action() !== undefined) return
    watcher.hasChanged().then(
      changed => changed && turns.wake(),
      () => undefined,
    )
  }, POLL_MS)
  return {
    wake: turns.wake,
    stop: () => {
      clearInterval(poll)
      turns.stop()
    },
    holdsHost: async () => !isGoingDown(memory, watcher.view(), now()) && (await hasToRelease(host, memory)),
    release: async () => {
      work.cancelPull()
      await giveBack()
    },
  }
}
