import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { decodeWith } from '../../hooks/api/decode'
import { isSame } from '../../hooks/api/is-same'
import type { DesiredObject } from '../../hooks/api/metacontroller'
import * as queue from './queue'
import type { Objects, Store, Stored } from './store'
import type { World } from './world'

/** What a hook is sent, through its codec as the server does it. */
export const request = <A>(world: World, codec: Parameters<typeof decodeWith<A>>[0], body: unknown): A => {
  if (!world.isChecked) return body as A
  const decoded = decodeWith(codec)(body)
  if (E.isLeft(decoded)) throw new assert.AssertionError({ message: decoded.left.join('\n') })
  return decoded.right
}

/** Children that this very parent controls; an earlier object of its name does not count. */
export const ownedBy = (objects: Objects, { metadata }: Stored): Objects =>
  Object.fromEntries(Object.entries(objects).filter(([, child]) => child.metadata.ownerUid === metadata.uid))

/**
 * Writes children as Metacontroller does: one by one, what the cache showed as the base, so that a child that changed
 * since is left alone (409), and what is not wanted any more is deleted.
 */
export const writeChildren = (
  store: Store,
  parent: Stored,
  observed: Objects,
  desired: ReadonlyArray<DesiredObject>,
): void => {
  const wanted = new Set(desired.map(({ metadata }) => metadata.name))
  for (const name of Object.keys(observed)) {
    if (!wanted.has(name) && store.get(name)?.metadata.uid === observed[name]?.metadata.uid) store.remove(name)
  }
  const ownerUid = parent.metadata.uid
  for (const { metadata, spec } of desired) {
    const seen = observed[metadata.name]
    if (seen === undefined && store.get(metadata.name) !== undefined) continue // AlreadyExists is swallowed
    const labels = { ...metadata.labels }
    const write = (old: Stored): Partial<Stored> => ({ metadata: { ...old.metadata, labels, ownerUid }, spec })
    if (seen === undefined) store.put(metadata.name, write)
    // Nothing to apply means no request, so that no conflict is seen either.
    else if (isSame(seen.spec, spec) && isSame(seen.metadata.labels ?? {}, labels)) continue
    else if (store.get(metadata.name)?.metadata.uid === seen.metadata.uid) {
      store.put(metadata.name, write, seen.metadata.resourceVersion)
    }
  }
}

const STATUS_LOST = new Error('the status was not written')

/** Comes after the children; a write that fails leaves them written, and the parent is synced again. */
export const writeStatus = (world: World, store: Store, { metadata }: Stored, status: object): void => {
  const { random, weather } = world
  if (random !== undefined && weather.lostStatuses > 0 && random() < weather.lostStatuses) throw STATUS_LOST
  if (store.get(metadata.name)?.metadata.uid === metadata.uid) store.put(metadata.name, () => ({ status }))
}

/** One parent as it waits in Metacontroller's queue. */
export interface Job {
  readonly key: string
  readonly inputs: ReadonlyArray<unknown>
  readonly resyncMs: number
  /** Calls the hook, and writes what it answered; answers resyncAfterSeconds. `lost`: the answer never arrives. */
  readonly sync: (lost: boolean) => Promise<number | undefined>
}

/** Syncs a job as Metacontroller would, in the present weather. */
export const perform = async (world: World, { key, inputs, resyncMs, sync }: Job): Promise<void> => {
  const { random, weather } = world
  const chance = (share: number): boolean => random !== undefined && share > 0 && random() < share
  try {
    const before = chance(weather.repeatedCalls) ? sync(chance(0.5)) : undefined
    // Two hook servers at once, while one takes over from the other, or the call before timed out and still works.
    if (!weather.interleaved) await before
    const lost = chance(weather.lostAnswers)
    const [again] = await Promise.all([sync(lost), before])
    if (lost) queue.failed(world.queue, key, inputs, world.now)
    else queue.synced(world.queue, key, inputs, { now: world.now, again, resyncMs })
  } catch (error) {
    // A hook is to answer whatever the API server does to it: only the simulation's own complaints are no answer.
    const isExpected = error === STATUS_LOST || weather.failingCalls > 0
    if (error instanceof assert.AssertionError || !isExpected) throw error
    queue.failed(world.queue, key, inputs, world.now)
  }
}
