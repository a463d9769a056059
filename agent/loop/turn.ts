import type { RawUpdate } from '../cluster/update-calls'
import type { Memory } from '../memory'
import { driftOf, isGoingDown, wantedImage } from '../observe/facts'
import type { Action, HostView, Situation, Workable } from '../observe/situation'
import { type GivenOrder, type Identity, type Order, orderIn } from '../order'

/** The agent observes the host this often with nothing to do, in milliseconds, in case a change made no sign. */
export const REST_MS = 300_000
/** How often a busy host is observed for its end, and a release is retried, in milliseconds. */
const BUSY_MS = 2_000
export const RELEASE_MS = 10_000
/** A pull that takes longer than this, in milliseconds, is reported; the end of a shorter one is the report. */
const PULL_REPORT_MS = 1_000

/** An order that the agent answers with a report, whether it can obey it or not. */
export type AnsweredOrder = Exclude<Order, { readonly kind: 'none' }>

/** What a turn does. `stand-by`: there is no order; `isGone` is true once the object itself is gone. */
export type Turn =
  | { readonly do: 'rest' }
  | { readonly do: 'stand-by'; readonly because: string; readonly isGone: boolean }
  | { readonly do: 'follow'; readonly order: AnsweredOrder; readonly identity: Identity }

export interface TurnInput {
  /** False until the API server has answered once: until then, absence means nothing. */
  readonly isKnown: boolean
  readonly object: RawUpdate | undefined
  readonly identity: Identity | undefined
}

export const turnFor = ({ isKnown, object, identity }: TurnInput): Turn => {
  if (!isKnown) return { do: 'rest' }
  const order = orderIn(object, identity)
  if (order.kind !== 'none' && identity !== undefined) return { do: 'follow', order, identity }
  const because = order.kind === 'none' ? order.because : ''
  return { do: 'stand-by', because, isGone: object === undefined && identity !== undefined }
}

/** Whether a pull that an agent before this one began is not what the order asks for. */
export const isForeignPullStale = (view: HostView, order: Order): boolean =>
  view.kind === 'busy' && view.pulls !== undefined && view.pulls !== wantedImage(order)

/** A host that goes down would answer nonsense. */
export const isObservable = (memory: Memory, view: HostView, now: Date): boolean =>
  view.kind !== 'known' || !isGoingDown(memory, view, now)

export const mayChangeHost = (order: AnsweredOrder): order is GivenOrder =>
  order.kind === 'given' && order.spec.step !== 'Observe'

/** The units that the order wants reports of, whatever its step. */
export const wantedUnits = (order: AnsweredOrder): ReadonlyArray<string> =>
  order.kind === 'given' ? (order.spec.verify?.systemdUnits ?? []) : []

/** A situation in which the action changes the host; undefined for an action that only waits. */
export const workableIn = (situation: Situation, action: Action): Workable | undefined => {
  const { order, host } = situation
  return action.do === 'wait' || host.kind !== 'known' || order.kind !== 'given'
    ? undefined
    : { ...situation, order, host }
}

const REPAIRS: ReadonlySet<Action['do']> = new Set(['unstage', 'toggle-rollback', 'reset-soft-reboot'])

/** Most actions are over before anyone could read of them; the repair of a drift is reported before it is done. */
export const isReportedFirst = (situation: Situation, action: Action): boolean =>
  REPAIRS.has(action.do) && driftOf(situation) !== undefined

/** To have nothing to do ends a failure as well as success does. */
export const endsFailure = (action: Action, view: HostView): boolean =>
  action.do === 'wait' && action.failure === undefined && view.kind === 'known'

export interface RestInput {
  readonly memory: Memory
  readonly view: HostView
  /** Until when what failed is left alone, in milliseconds since 1970. */
  readonly pausedUntil: number | undefined
  readonly now: Date
}

/** How long the loop rests after a turn that waits, in milliseconds; negative when it is due already. */
export const restAfterWait = ({ memory, view, pausedUntil, now }: RestInput): number => {
  if (view.kind === 'busy') return BUSY_MS
  const until = isGoingDown(memory, view, now) ? (memory.intent?.nextTryAt ?? 0) : pausedUntil
  return until === undefined ? REST_MS : until - now.getTime()
}

/** How long the loop rests once an action has started: its end wakes the loop. */
export const restAfterStart = (action: Action): number => (action.do === 'stage' ? PULL_REPORT_MS : REST_MS)
