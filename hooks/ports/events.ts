import { createHash } from 'node:crypto'
import { EVENTS, type EventKind, type EventReason, type ReasonOn } from '../api/event-reasons'
import type { ObjectMeta } from '../api/kubernetes'
import { API_VERSION, FIELD_MANAGER } from '../api/names'
import { wholeSeconds } from '../api/whole-seconds'

/** The object that an event is about. All objects that have events are cluster-scoped. */
export interface Regarding {
  readonly apiVersion: string
  readonly kind: EventKind
  readonly name: string
  readonly uid: string
}

/** A transition. `key` distinguishes it from another one with the same reason on the same object, e.g. a mark's id. */
export interface ClusterEvent {
  readonly regarding: Regarding
  readonly type: 'Normal' | 'Warning'
  readonly reason: EventReason
  readonly message: string
  readonly key: string
}

/** What is said of an object of one kind; the type is that of the reason, unless it is given. */
export interface EventOn<K extends EventKind> extends Pick<ClusterEvent, 'message' | 'key'> {
  readonly reason: ReasonOn<K>
  readonly type?: ClusterEvent['type']
}

type Named = Pick<ObjectMeta, 'name' | 'uid'>
type AnyEvent = Pick<ClusterEvent, 'reason' | 'message' | 'key'> & Partial<Pick<ClusterEvent, 'type'>>

const eventOn = (apiVersion: string, kind: EventKind, { name, uid }: Named, event: AnyEvent): ClusterEvent => ({
  regarding: { apiVersion, kind, name, uid },
  type: event.type ?? EVENTS[event.reason].type,
  reason: event.reason,
  message: event.message,
  key: event.key,
})

/** An event about a Node. */
export const nodeEvent = ({ metadata }: { readonly metadata: Named }, event: EventOn<'Node'>): ClusterEvent =>
  eventOn('v1', 'Node', metadata, event)

/** An event about a pool. */
export const poolEvent = ({ metadata }: { readonly metadata: Named }, event: EventOn<'BootcNodePool'>): ClusterEvent =>
  eventOn(API_VERSION, 'BootcNodePool', metadata, event)

/** An event about a rollout. */
export const rolloutEvent = (
  { metadata }: { readonly metadata: Named },
  event: EventOn<'BootcRollout'>,
): ClusterEvent => eventOn(API_VERSION, 'BootcRollout', metadata, event)

/** Where the API server wants events about cluster-scoped objects. */
export const EVENT_NAMESPACE = 'default'
/** The API server keeps an event for one hour (--event-ttl of kube-apiserver), in milliseconds. */
export const EVENT_TTL_MS = 3_600_000
/** Bytes of a note, as events.k8s.io/v1 has it (k8s.io/kubernetes pkg/apis/core/validation/events.go: NoteLengthLimit). */
const MOST_MESSAGE = 1024
const ELLIPSIS = '...'
/** Leaves room for a dot and the hash within the 253 characters of a name. */
const MOST_NAME = 200
const HASH_DIGITS = 16

const hashOf = ({ regarding, reason, key }: ClusterEvent): string =>
  createHash('sha256')
    .update(JSON.stringify([regarding.uid, reason, key]))
    .digest('hex')
    .slice(0, HASH_DIGITS)

/** The same transition has the same name, so telling it again makes no second event. */
export const eventName = (event: ClusterEvent): string =>
  `${event.regarding.name.slice(0, MOST_NAME).replace(/[^a-z0-9]+$/, '')}.${hashOf(event)}`

/** A character may have four bytes, and is kept whole or not at all. */
const cutToBytes = (text: string, most: number): string => {
  if (Buffer.byteLength(text) <= most) return text
  let bytes = ELLIPSIS.length
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > most) break
    kept += character
  }
  return kept + ELLIPSIS
}

/** The event as a core/v1 Event, which `kubectl describe` and `kubectl get events` show. */
export const eventBody = (event: ClusterEvent, now: Date): object => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: eventName(event), namespace: EVENT_NAMESPACE },
  involvedObject: event.regarding,
  type: event.type,
  reason: event.reason,
  message: cutToBytes(event.message, MOST_MESSAGE),
  source: { component: FIELD_MANAGER },
  reportingComponent: FIELD_MANAGER,
  reportingInstance: '',
  firstTimestamp: wholeSeconds(now),
  lastTimestamp: wholeSeconds(now),
  count: 1,
})
