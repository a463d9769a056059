import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { isSame } from '../../hooks/api/is-same'
import { mergePatch } from '../../hooks/api/merge-patch'
import { type ApiError, isNotFound } from '../../hooks/ports/api/api-request'
import { listWatch } from '../../hooks/ports/api/list-watch'
import { isOlder } from './resource-version'
import { COLLECTION, patchStatus, type RawUpdate, readObject } from './update-calls'

/** The one object of the API that an agent has to do with. */
export interface OwnUpdate {
  /** False until the API server has answered once: until then, absence means nothing. */
  readonly isKnown: () => boolean
  /** The newest copy, never older than the agent's own last write; undefined when there is none. */
  readonly current: () => RawUpdate | undefined
  /** Asks the API server itself, past every cache. */
  readonly read: () => Promise<E.Either<ApiError, RawUpdate | undefined>>
  /** Writes the status if it differs. With `onlyAt`, only if the object is still at that resourceVersion, else 409. */
  readonly write: (
    status: BootcNodeUpdateStatus,
    onlyAt?: string,
  ) => Promise<E.Either<ApiError, 'written' | 'unchanged'>>
  readonly stop: () => void
}

export interface Follower {
  readonly changed: () => void
  readonly interrupted: (error: unknown) => void
}

const orderOf = (update: RawUpdate | undefined): unknown =>
  (update?.spec as { readonly order?: unknown } | undefined)?.order

const nodeUIDIn = (update: RawUpdate | undefined): unknown =>
  (update?.spec as { readonly node?: { readonly nodeUID?: unknown } } | undefined)?.node?.nodeUID

/** Whether both say the same to the agent: what the cluster notes of its Node changes often, and is nothing to it. */
const saysTheSame = (a: RawUpdate | undefined, b: RawUpdate | undefined): boolean =>
  (a === undefined) === (b === undefined) &&
  nodeUIDIn(a) === nodeUIDIn(b) &&
  isSame(orderOf(a), orderOf(b)) &&
  isSame(a?.status, b?.status)

/** The newest copy that is known, whatever brought it. */
const keepCopy = (changed: () => void) => {
  let known = false
  let current: RawUpdate | undefined

  const take = (next: RawUpdate | undefined): void => {
    const same = known && saysTheSame(current, next)
    known = true
    current = next
    if (!same) changed()
  }

  /** The answer to a write may be the first to show an order, and the watch then brings nothing newer. */
  const takeAnswer = (answered: RawUpdate): void => {
    const isOtherOrder = !isSame(orderOf(current), orderOf(answered))
    current = answered
    if (isOtherOrder) changed()
  }

  return { isKnown: (): boolean => known, current: (): RawUpdate | undefined => current, take, takeAnswer }
}

/** Follows the BootcNodeUpdate called `name`. */
export const followOwnUpdate = (config: KubeConfig, name: string, follower: Follower): OwnUpdate => {
  const { isKnown, current, take, takeAnswer } = keepCopy(follower.changed)
  /** What the last write answered, and what it was asked to say. */
  let written: { readonly version: string; readonly status: string } | undefined

  const isStale = (next: RawUpdate): boolean =>
    written !== undefined && isOlder(next.metadata.resourceVersion, written.version)

  const read: OwnUpdate['read'] = async () => {
    const answer = await readObject(config, name)
    if (E.isRight(answer)) take(answer.right)
    else if (isNotFound(answer.left)) take(undefined)
    else return answer
    return E.right(current())
  }

  const write: OwnUpdate['write'] = async (status, onlyAt) => {
    const patch = mergePatch(current()?.status, status)
    if (patch === undefined && onlyAt === undefined) return E.right('unchanged')
    const text = JSON.stringify(status)
    // Otherwise a field that the API server drops would be written again and again.
    const repeated = written?.status === text && written.version === current()?.metadata.resourceVersion
    if (repeated && onlyAt === undefined) return E.right('unchanged')
    const answer = await patchStatus(config, name, { status: patch ?? {}, onlyAt })
    if (E.isLeft(answer)) {
      if (isNotFound(answer.left)) take(undefined)
      return answer
    }
    const { resourceVersion } = answer.right.metadata
    written = { version: resourceVersion, status: text }
    // The watch may have brought a newer copy before this answer came.
    const known = current()
    if (known === undefined || !isOlder(resourceVersion, known.metadata.resourceVersion)) takeAnswer(answer.right)
    return E.right('written')
  }

  const watch = listWatch<RawUpdate>(
    { config, path: COLLECTION, query: { fieldSelector: `metadata.name=${name}` } },
    {
      listed: items => {
        const [item] = items
        // A list may have been answered before our last write, and then says nothing; a read after it does.
        if (item !== undefined && isStale(item)) void read()
        else take(item)
      },
      changed: (type, object) => {
        if (!isStale(object)) take(type === 'DELETED' ? undefined : object)
      },
      failed: follower.interrupted,
    },
  )
  return { isKnown, current, read, write, stop: watch.stop }
}
