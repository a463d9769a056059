import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { BootcPoolScope } from '../../hooks/api/bootc-pool-scope'
import { BootcRollout } from '../../hooks/api/bootc-rollout'
import { decodeWith } from '../../hooks/api/decode'
import { EVENTS } from '../../hooks/api/event-reasons'
import { Node, type Pod } from '../../hooks/api/kubernetes'
import { selectorMatches } from '../../hooks/api/label-selector'
import { CONTROL_PLANE_LABELS, NODE_POOL_LABEL, NODE_SLOT_LABEL } from '../../hooks/api/names'
import type {
  Cluster,
  EvictionOutcome,
  NewUpdate,
  NodePatch,
  PatchOutcome,
  UpdateParts,
} from '../../hooks/ports/cluster'
import { eventName } from '../../hooks/ports/events'
import { markOn } from './node-facts'
import { asPod } from './pods'
import type { Stored } from './store'
import { saidBy, timeOf, type World } from './world'

const patchedMap = (
  old: Readonly<Record<string, string>> = {},
  patch: Readonly<Record<string, string | null>> = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...old, ...patch }).filter((entry): entry is [string, string] => entry[1] !== null),
  )

/** A JSON merge patch of a Node. */
export const patched = (old: Stored, { labels, annotations, unschedulable }: NodePatch): Stored => ({
  ...old,
  metadata: {
    ...old.metadata,
    labels: patchedMap(old.metadata.labels, labels),
    annotations: patchedMap(old.metadata.annotations, annotations),
  },
  spec: unschedulable === undefined ? (old.spec ?? {}) : { ...old.spec, unschedulable },
})

const evict = (world: World, uid: string): EvictionOutcome => {
  const pod = world.pods.find(other => other.uid === uid)
  if (pod === undefined) return { outcome: 'gone' }
  if (pod.budget !== undefined && (world.budgets[pod.budget] ?? 0) > world.now) {
    return { outcome: 'refused', reason: saidBy(world, `disruption budget ${pod.budget} needs 1 healthy pod`) }
  }
  world.journal.evictions.push({ pod, slot: pod.node === undefined ? undefined : markOn(world.nodes.get(pod.node)) })
  const endsAt = pod.endsAt ?? world.now + world.pace.podEnd
  world.pods = world.pods.map(other => (other === pod ? { ...pod, endsAt } : other))
  return { outcome: 'evicted' }
}

const isMarked = ({ metadata }: Stored, pool: string | undefined): boolean => {
  const label = metadata.labels?.[NODE_SLOT_LABEL]
  return label !== undefined && (pool === undefined || label === pool)
}

/** A kubelet that runs renews its node's Lease all the time. */
const leaseOf = ({ hosts, now }: World, name: string): string | undefined => {
  const host = hosts.get(name)
  if (host === undefined) return undefined
  const silentSince = host.down?.since ?? (host.kubeletDownUntil > now ? host.kubeletDownSince : now)
  return timeOf(silentSince + host.clockAhead)
}

const podsOn = (world: World, node: string): ReadonlyArray<Pod> =>
  world.pods.filter(pod => pod.node === node).map(pod => asPod(world, pod))

/** The update of a Node, which owns it. */
const create = (
  { updates }: World,
  { metadata: { name, uid } }: Node,
  { labels, node }: NewUpdate,
): 'done' | 'conflict' => {
  if (updates.get(name) !== undefined) return 'conflict'
  updates.put(name, old => ({ metadata: { ...old.metadata, labels, ownerUid: uid }, spec: { node } }))
  return 'done'
}

const patch = ({ updates }: World, seen: BootcNodeUpdate, { labels, ...parts }: UpdateParts): PatchOutcome => {
  const { name, resourceVersion } = seen.metadata
  if (updates.get(name) === undefined) return 'gone'
  const write = (old: Stored): Partial<Stored> => ({
    metadata: { ...old.metadata, labels: labels ?? old.metadata.labels },
    spec: { ...old.spec, ...parts },
  })
  return updates.put(name, write, resourceVersion) ? 'done' : 'conflict'
}

const remove = ({ updates }: World, { metadata: { name, resourceVersion } }: BootcNodeUpdate): PatchOutcome => {
  const live = updates.get(name)
  if (live === undefined) return 'gone'
  if (live.metadata.resourceVersion !== resourceVersion) return 'conflict'
  updates.remove(name)
  return 'done'
}

/** As the API server answers when a webhook denies a request. */
const refusal = (name: string): object => ({
  kind: 'api-refused',
  call: `PATCH /api/v1/nodes/${name}`,
  status: 403,
  reason: 'Forbidden',
  message: `admission webhook "protect.example" denied the request: ${name} is protected`,
})

/** Rollouts know nothing of credentials. */
const NO_SECRETS: Pick<Cluster, 'readSecret' | 'writeSecret' | 'removeSecret'> = {
  readSecret: async () => 'missing',
  writeSecret: async () => 'conflict',
  removeSecret: async () => undefined,
}

const steady = (world: World, shownNode: Cluster['shownNode']): Cluster => {
  const whole = <A>(codec: Parameters<typeof decodeWith<A>>[0], object: Stored | undefined): A | undefined => {
    if (object === undefined || !world.isChecked) return object as A | undefined
    const decoded = decodeWith(codec)(object)
    if (E.isLeft(decoded)) throw new Error(decoded.left.join('\n'))
    return decoded.right
  }
  const nodes = (): ReadonlyArray<Stored> => Object.values(world.nodes.all())
  return {
    readNode: async name => whole(Node, world.nodes.get(name)),
    shownNode,
    patchNode: async (name, resourceVersion, patch) => {
      if (world.nodes.get(name) === undefined) return 'gone'
      if (world.weather.refused === name) throw refusal(name)
      return world.nodes.put(name, old => patched(old, patch), resourceVersion) ? 'done' : 'conflict'
    },
    markedNodes: async pool =>
      nodes()
        .filter(node => isMarked(node, pool))
        .map(node => {
          const slot = markOn(node)
          return { name: node.metadata.name, labels: node.metadata.labels ?? {}, ...(slot && { slot }) }
        }),
    poolNodes: async pool =>
      nodes()
        .filter(({ metadata }) => metadata.labels?.[NODE_POOL_LABEL] === pool)
        .map(({ metadata: { name, resourceVersion, annotations = {} } }) => ({ name, resourceVersion, annotations })),
    controlPlaneNodes: async () =>
      nodes()
        .filter(({ metadata }) => CONTROL_PLANE_LABELS.some(label => metadata.labels?.[label] !== undefined))
        .flatMap(node => whole(Node, node) ?? []),
    countNodes: async selector =>
      nodes().filter(({ metadata }) => selectorMatches(selector, metadata.labels ?? {})).length,
    podsOn: async node => podsOn(world, node),
    recentPodsOn: async node => podsOn(world, node),
    evict: async ({ metadata }) => evict(world, metadata.uid),
    readUpdate: async name => whole(BootcNodeUpdate, world.updates.get(name)),
    readPool: async name => whole(BootcNodePool, world.pools.get(name)),
    readRollout: async name => whole(BootcRollout, world.rollouts.get(name)),
    readScope: async pool => whole(BootcPoolScope, world.scopes.get(pool)),
    leaseRenewedAt: async name => leaseOf(world, name),
    createUpdate: async (node, update) => create(world, node, update),
    patchUpdate: async (seen, parts) => patch(world, seen, parts),
    removeUpdate: async seen => remove(world, seen),
    ...NO_SECRETS,
    recordEvent: event => {
      const { on } = EVENTS[event.reason]
      assert.equal(event.regarding.kind, on, `${event.reason} is an event of a ${on}`)
      const name = eventName(event)
      if (!world.events.has(name)) world.events.set(name, event)
    },
  }
}

/** Others get their turn between two calls; how many of them is left to chance. */
const breathe = async (random: () => number): Promise<void> => {
  for (let left = Math.floor(random() * 6); left > 0; left--) await Promise.resolve()
}

/** A look that lags behind: a third of the time it sees what the look before saw. */
const lagging = (look: Cluster['podsOn'], random: () => number): Cluster['podsOn'] => {
  const seen = new Map<string, ReadonlyArray<Pod>>()
  return async node => {
    const before = seen.get(node)
    const now = await look(node)
    seen.set(node, now)
    return before !== undefined && random() < 1 / 3 ? before : now
  }
}

/**
 * The Cluster port over a simulated world: consistent, as live reads are, but where it says that it may lag, and as
 * reliable as the weather. `shownNode` is what the hook server of this call was shown.
 */
export const simulatedCluster = (world: World, shownNode: Cluster['shownNode'] = () => undefined): Cluster => {
  const calm = steady(world, shownNode)
  const { random, weather } = world
  if (random === undefined || (weather.failingCalls === 0 && !weather.interleaved)) return calm
  const shaken =
    <A extends ReadonlyArray<unknown>, B>(call: (...args: A) => Promise<B>) =>
    async (...args: A): Promise<B> => {
      if (weather.interleaved) await breathe(random)
      const fails = random() < weather.failingCalls
      // A write that failed may have happened all the same.
      if (fails && random() < 0.5) throw new Error(saidBy(world, 'the API server is away'))
      const answer = await call(...args)
      if (fails) throw new Error(saidBy(world, 'the connection was lost'))
      return answer
    }
  return {
    readNode: shaken(calm.readNode),
    shownNode,
    patchNode: shaken(calm.patchNode),
    markedNodes: shaken(calm.markedNodes),
    poolNodes: shaken(calm.poolNodes),
    controlPlaneNodes: shaken(calm.controlPlaneNodes),
    countNodes: shaken(calm.countNodes),
    podsOn: shaken(calm.podsOn),
    recentPodsOn: lagging(shaken(calm.recentPodsOn), random),
    evict: shaken(calm.evict),
    readUpdate: shaken(calm.readUpdate),
    readPool: shaken(calm.readPool),
    readRollout: shaken(calm.readRollout),
    readScope: shaken(calm.readScope),
    leaseRenewedAt: shaken(calm.leaseRenewedAt),
    createUpdate: shaken(calm.createUpdate),
    patchUpdate: shaken(calm.patchUpdate),
    removeUpdate: shaken(calm.removeUpdate),
    ...NO_SECRETS,
    recordEvent: calm.recordEvent,
  }
}
