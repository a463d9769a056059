import * as E from 'fp-ts/Either'
import { parseBounded } from './bounded-json'
import { asWord, MOST } from './clean-text'
import { decodeWith } from './decode'
import { type Node, type ObjectMeta, UTC } from './kubernetes'
import { fitsInSettings } from './label-selector'
import { NODE_FAILED_ANNOTATION, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from './names'
import { Slot } from './slot'

/**
 * The mark as found on a Node. `half`: the label or the annotation is missing, unreadable, or they name different
 * pools, so it was tampered with, or it is another machine's; then it gives no slot and is removed.
 */
export type Mark =
  | { readonly state: 'none' }
  | { readonly state: 'whole'; readonly slot: Slot }
  | { readonly state: 'half'; readonly slot?: Slot; readonly problem: string }

const parse = (text: string): unknown => {
  const parsed = parseBounded(text)
  return E.isRight(parsed) ? parsed.right : undefined
}

/**
 * A Node recreated from a saved copy has the mark of the machine before it, and inherits nothing with it. A mark that we
 * give is never older than its Node (slot/take-slot.ts), so no clock can make it seem so.
 */
const isOlderThanNode = ({ since }: Slot, creationTimestamp: string | undefined): boolean =>
  creationTimestamp !== undefined && Date.parse(creationTimestamp) > Date.parse(since)

/** As the CRDs take a number. */
const isInt32 = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 31

/** What the operator writes; any other writer of the annotation could name what no member and no order may carry on. */
const isOurs = ({ id, pool, attempt, since, fromDigest = '', drain }: Slot): boolean =>
  id.length <= MOST.id &&
  fromDigest.length <= MOST.id &&
  pool.length <= MOST.pool &&
  attempt.length <= MOST.attempt &&
  UTC.test(since) &&
  isInt32(drain.timeoutSeconds) &&
  isInt32(drain.gracePeriodSeconds) &&
  drain.gracePeriodSeconds >= -1 &&
  (drain.waitForPods === undefined || fitsInSettings(drain.waitForPods))

type Marked = Pick<ObjectMeta, 'labels' | 'annotations' | 'creationTimestamp'>

export const readMark = ({ labels = {}, annotations = {}, creationTimestamp }: Marked): Mark => {
  const label = labels[NODE_SLOT_LABEL]
  const annotation = annotations[NODE_SLOT_ANNOTATION]
  if (label === undefined && annotation === undefined) return { state: 'none' }
  const decoded = decodeWith(Slot)(parse(annotation ?? ''))
  if (E.isLeft(decoded) || !isOurs(decoded.right))
    return { state: 'half', problem: `annotation ${NODE_SLOT_ANNOTATION} cannot be read` }
  const slot = decoded.right
  if (label !== slot.pool) return { state: 'half', slot, problem: `label ${NODE_SLOT_LABEL} is not "${slot.pool}"` }
  if (isOlderThanNode(slot, creationTimestamp)) return { state: 'half', slot, problem: 'it is older than the Node' }
  return { state: 'whole', slot }
}

/** `{attempt, reason}` as left on a Node when its mark was taken away after a failure. */
export const readFailure = ({ metadata }: Node): { readonly attempt: string; readonly reason: string } | undefined => {
  const annotation = metadata.annotations?.[NODE_FAILED_ANNOTATION]
  if (annotation === undefined) return undefined
  const value = parse(annotation)
  if (typeof value !== 'object' || value === null) return undefined
  const { attempt, reason } = value as { readonly attempt?: unknown; readonly reason?: unknown }
  // The operator writes no longer key, so this one is about no attempt.
  if (typeof attempt !== 'string' || typeof reason !== 'string' || attempt.length > MOST.attempt) return undefined
  return { attempt, reason: asWord(reason) }
}
