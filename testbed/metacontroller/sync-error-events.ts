import type { Api } from './api'
import { type KubernetesObject, uidOf } from './kubernetes-object'
import { type Log, messageOf } from './log'
import { type TokenBucket, tokenBucket } from './retry-delay'

/** How many events one object may cause at once, and then per second: the defaults of the real one. */
const EVENTS_BURST = 25
const EVENTS_PER_SECOND = 1 / 300
/** The API server's limit for an event's message, in characters. */
const MESSAGE_LENGTH = 1024

interface Told {
  readonly path: string
  count: number
}

/** Writes a Warning event per failure; the same failure again raises the count of its event. */
export const createSyncErrorEvents = (api: Api, log: Log) => {
  const told = new Map<string, Told>()
  const buckets = new Map<string, TokenBucket>()

  const create = async (parent: KubernetesObject, message: string, key: string): Promise<void> => {
    // Events of cluster-scoped objects live in the namespace default.
    const namespace = parent.metadata.namespace ?? 'default'
    const now = new Date()
    const path = `/api/v1/namespaces/${namespace}/events`
    const name = `${parent.metadata.name}.${process.hrtime.bigint().toString(16)}`
    told.set(key, { path: `${path}/${name}`, count: 1 })
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        apiVersion: parent.apiVersion,
        kind: parent.kind,
        name: parent.metadata.name,
        namespace: parent.metadata.namespace,
        uid: parent.metadata.uid,
        resourceVersion: parent.metadata.resourceVersion,
      },
      type: 'Warning',
      reason: 'SyncError',
      message: message.slice(0, MESSAGE_LENGTH),
      source: { component: 'metacontroller' },
      firstTimestamp: now.toISOString(),
      lastTimestamp: now.toISOString(),
      count: 1,
    }
    const resource = { apiVersion: 'v1', plural: 'events', kind: 'Event', namespaced: true, hasStatus: false }
    const answer = await api.create(resource, event)
    if (!answer.ok) log.info('cannot write event', { because: answer.message })
  }
  const repeat = async (known: Told): Promise<void> => {
    known.count += 1
    await api.patch(known.path, { count: known.count, lastTimestamp: new Date().toISOString() })
  }
  return (parent: KubernetesObject, message: string): void => {
    const bucket = buckets.get(uidOf(parent)) ?? tokenBucket(EVENTS_PER_SECOND, EVENTS_BURST)
    buckets.set(uidOf(parent), bucket)
    if (bucket.reserve() > 0) return
    const key = `${uidOf(parent)} ${message}`
    const known = told.get(key)
    const written = known === undefined ? create(parent, message, key) : repeat(known)
    written.catch(error => log.info('cannot write event', { because: messageOf(error) }))
  }
}
