import * as E from 'fp-ts/Either'
import type { BootcNodePool } from '../api/bootc-node-pool'
import type { NewCondition } from '../api/conditions'
import type { DockerConfig } from '../api/docker-config'
import { emptyEntryFor, emptyEntryNote } from '../api/docker-config-match'
import { errorText } from '../api/error-text'
import { parseImageReference } from '../api/image'
import { OPERATOR_ACCOUNT } from '../api/names'
import { DOCKER_CONFIG_KEY, DOCKER_CONFIG_TYPE, type Secret, type SecretName } from '../api/secret'
import type { Cluster } from '../ports/cluster'
import { type ClusterEvent, poolEvent } from '../ports/events'
import { type Content, contentOf, type SecretAnswer } from './pull-secret-content'
import { copyName, desiredCopy, isOurCopy, isUpToDate } from './pull-secret-copy'

/** `credentials` are for the lookup, `mountedSecretName` for the agents; the condition is there with every reference. */
export interface PullSecret {
  readonly credentials?: DockerConfig
  readonly mountedSecretName?: string
  readonly condition?: NewCondition
}

export interface PullSecretPorts {
  readonly cluster: Pick<Cluster, 'readSecret' | 'writeSecret' | 'removeSecret'>
  /** The operator's own. */
  readonly namespace: string
  /** The Secret that the agents mount already. */
  readonly mountedNow: string | undefined
}

const TYPE = 'PullSecretReady'
const ready = (reason: string, message: string): NewCondition => ({ type: TYPE, status: 'True', reason, message })
const notReady = (reason: string, message: string): NewCondition => ({ type: TYPE, status: 'False', reason, message })

const conditionOf = (content: Content, good: NewCondition): NewCondition => {
  if (content.state === 'usable') return good
  const { reason, message } = content
  return reason === 'SecretUnreadable' ? { type: TYPE, status: 'Unknown', reason, message } : notReady(reason, message)
}

const reasonOf = ({ status }: BootcNodePool): string | undefined =>
  status?.conditions?.find(({ type }) => type === TYPE)?.reason

/** After these the last sync may have left a copy; so may one whose report is lost. */
const MAY_HAVE_COPY: ReadonlySet<string> = new Set([
  'Copied',
  'CopyFailed',
  'CopyNotRemoved',
  'SecretUnreadable',
  'SecretEntryEmpty',
])
const mayHaveCopy = (pool: BootcNodePool): boolean =>
  pool.status?.conditions === undefined || MAY_HAVE_COPY.has(reasonOf(pool) ?? '')

const attempted = <A>(call: Promise<A>): Promise<E.Either<unknown, A>> => call.then(E.right, E.left)

const removed = async ({ cluster }: PullSecretPorts, pool: string, at: SecretName, found: SecretAnswer) => {
  if (E.isLeft(found)) return errorText(found.left)
  const copy = found.right
  if (copy === 'missing' || copy === 'forbidden' || !isOurCopy(copy, pool)) return undefined
  const gone = await attempted(cluster.removeSecret(at, copy.metadata.uid))
  return E.isLeft(gone) ? errorText(gone.left) : undefined
}

const notRemoved = ({ namespace, name }: SecretName, problem: string): NewCondition =>
  notReady('CopyNotRemoved', `Secret ${namespace}/${name} is not wanted any more and cannot be removed: ${problem}`)

/** Of a pool that needs no copy (any more). */
const withoutCopy = async (ports: PullSecretPorts, pool: BootcNodePool): Promise<NewCondition | undefined> => {
  if (!mayHaveCopy(pool)) return undefined
  const { name } = pool.metadata
  const at = copyName(name, ports.namespace)
  const problem = await removed(ports, name, at, await attempted(ports.cluster.readSecret(at)))
  return problem === undefined ? undefined : notRemoved(at, problem)
}

const accountIn = (namespace: string): SecretName => ({ namespace, name: OPERATOR_ACCOUNT })

/**
 * The kubelet mounts by name whatever is there, before any check. So only what was just seen to be a pull
 * secret, and ours if it should be, is mounted: not a name that is free, since anything could come there. What cannot be
 * read for a moment stays as it is.
 */
const mayMount = (
  { mountedNow }: PullSecretPorts,
  name: string,
  seen: SecretAnswer,
  isRight: (secret: Secret) => boolean,
): boolean => {
  if (E.isLeft(seen)) return mountedNow === name
  return typeof seen.right !== 'string' && isRight(seen.right)
}

const mountedIf = (may: boolean, mountedSecretName: string): Pick<PullSecret, 'mountedSecretName'> =>
  may ? { mountedSecretName } : {}

const mounted = async (ports: PullSecretPorts, pool: BootcNodePool, at: SecretName): Promise<PullSecret> => {
  const answer = await attempted(ports.cluster.readSecret(at))
  const content = contentOf(at, answer, accountIn(ports.namespace))
  const stale = await withoutCopy(ports, pool)
  const good = ready('Mounted', `Secret ${at.namespace}/${at.name} is mounted by the agents`)
  const condition = stale ?? conditionOf(content, good)
  return {
    condition,
    ...mountedIf(
      mayMount(ports, at.name, answer, secret => secret.type === DOCKER_CONFIG_TYPE),
      at.name,
    ),
    credentials: content.state === 'usable' ? content.credentials : undefined,
  }
}

/** Brings the copy to what the Secret says. The Secret itself is only ever read. */
const kept = async (ports: PullSecretPorts, pool: BootcNodePool, from: SecretName): Promise<PullSecret> => {
  const { cluster, namespace } = ports
  const { name } = pool.metadata
  const at = copyName(name, namespace)
  const [source, copy] = await Promise.all([attempted(cluster.readSecret(from)), attempted(cluster.readSecret(at))])
  const content = contentOf(from, source, accountIn(namespace))
  const mayMountCopy = mayMount(
    ports,
    at.name,
    copy,
    secret => secret.type === DOCKER_CONFIG_TYPE && isOurCopy(secret, name),
  )
  if (content.state === 'unusable') {
    // What is known to be gone or withdrawn is not kept; what cannot be looked at for a moment is.
    const left = content.reason === 'SecretUnreadable' ? undefined : await removed(ports, name, at, copy)
    const condition = left === undefined ? conditionOf(content, ready('Copied', '')) : notRemoved(at, left)
    const stays = content.reason === 'SecretUnreadable' && mayMountCopy
    return { condition, ...mountedIf(stays, at.name) }
  }
  const { credentials, secret } = content
  const wanted = desiredCopy(pool, at, { ...from, data: secret.data?.[DOCKER_CONFIG_KEY] ?? '' })
  const failed = (problem: string): PullSecret => ({
    credentials,
    ...mountedIf(mayMountCopy, at.name),
    condition: notReady('CopyFailed', `Secret ${namespace}/${at.name} cannot be written: ${problem}`),
  })
  if (E.isLeft(copy)) return failed(errorText(copy.left))
  const there = typeof copy.right === 'string' ? undefined : copy.right
  if (there !== undefined && !isOurCopy(there, name)) {
    const message = `Secret ${namespace}/${at.name} is not the operator's, and would be overwritten: rename it`
    return { credentials, condition: notReady('CopyRefused', message) }
  }
  if (there === undefined || !isUpToDate(there, wanted)) {
    const written = await attempted(cluster.writeSecret(wanted, there?.metadata.resourceVersion))
    if (E.isLeft(written)) return failed(errorText(written.left))
    if (written.right === 'conflict') return failed('it was changed meanwhile, and is tried again')
  }
  const message = `Secret ${from.namespace}/${from.name} is copied to ${namespace}/${at.name}`
  return { credentials, mountedSecretName: at.name, condition: ready('Copied', message) }
}

/** A Secret that is there, but whose entry for the pool's image can log in nowhere, is not ready. */
const judged = ({ spec }: BootcNodePool, found: PullSecret): PullSecret => {
  const { credentials, condition } = found
  const repository = parseImageReference(spec.image.ref)?.repository
  if (credentials === undefined || repository === undefined || condition?.status !== 'True') return found
  const empty = emptyEntryFor(credentials, repository)
  if (empty === undefined) return found
  const message = `the entry ${emptyEntryNote(empty)}: create the Secret anew with kubectl create secret docker-registry`
  return { ...found, condition: notReady('SecretEntryEmpty', message) }
}

/**
 * What the pool's pull secret says now, read live. One of another namespace is kept as a copy in the operator's, since
 * pods can only mount what is in their own.
 */
export const readPullSecret = async (ports: PullSecretPorts, pool: BootcNodePool): Promise<PullSecret> => {
  const { metadata, spec } = pool
  const { pullSecretRef: ref } = spec
  if (ref === undefined) {
    const stale = await withoutCopy(ports, pool)
    return stale === undefined ? {} : { condition: stale }
  }
  const at = { namespace: ref.namespace ?? ports.namespace, name: ref.name }
  if (at.namespace === ports.namespace) return judged(pool, await mounted(ports, pool, at))
  // What its garbage collector is about to delete must not be created again.
  if (metadata.deletionTimestamp !== undefined) {
    const { name } = copyName(metadata.name, ports.namespace)
    return mountedIf(ports.mountedNow === name, name)
  }
  return judged(pool, await kept(ports, pool, at))
}

/** One event per problem: that the pull secret is not ready, and why. */
export const pullSecretEvents = (pool: BootcNodePool, { condition }: PullSecret): ReadonlyArray<ClusterEvent> => {
  if (condition?.status !== 'False' || reasonOf(pool) === condition.reason) return []
  const { generation = 0 } = pool.metadata
  const message = `${condition.reason}: ${condition.message}`
  return [poolEvent(pool, { reason: 'PullSecretNotReady', message, key: `${generation} ${message}` })]
}
