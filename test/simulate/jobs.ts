import assert from 'node:assert/strict'
import { selectorMatches } from '../../hooks/api/label-selector'
import type { DesiredObject } from '../../hooks/api/metacontroller'
import { ROLLOUT_KEY, SCOPE_KEY, UPDATE_KEY } from '../../hooks/api/names'
import { NodeSyncRequest } from '../../hooks/node-sync/request'
import { type NodeMemory, syncNode } from '../../hooks/node-sync/sync'
import { PoolSyncRequest } from '../../hooks/pool-sync/request'
import { syncPool } from '../../hooks/pool-sync/sync'
import { customizeRollout } from '../../hooks/rollout-sync/customize'
import { RolloutCustomizeRequest, RolloutSyncRequest } from '../../hooks/rollout-sync/request'
import { syncRollout } from '../../hooks/rollout-sync/sync'
import { simulatedCluster } from './cluster'
import { type Job, ownedBy, request, writeChildren, writeStatus } from './metacontroller'
import { RESYNC_MS } from './queue'
import type { Objects, Stored } from './store'
import type { World } from './world'

const nowOf = (world: World) => (): Date => world.clock.now()

/** In fair weather no effect may fail. */
const complain =
  ({ weather }: World) =>
  (name: string, problems: string | ReadonlyArray<string>): void => {
    if (weather.failingCalls === 0 && weather.refused === undefined)
      throw new assert.AssertionError({ message: `${name}: ${String(problems)}` })
  }

/** The service leads to either of two hook servers while one takes over. */
const SHARE_OF_OTHER = 0.2

/** What the hook server of one call remembers. */
const someMemory = ({ random, memories }: World): NodeMemory =>
  memories[random !== undefined && random() < SHARE_OF_OTHER ? 1 : 0]

const poolJob = (world: World, parent: Stored): Job => {
  const rollouts = world.rollouts.cached()
  const scopes = world.scopes.cached()
  return {
    key: `pool ${parent.metadata.name}`,
    inputs: [parent.metadata.uid, parent.metadata.generation, parent.metadata.annotations, rollouts, scopes],
    resyncMs: RESYNC_MS.pool,
    sync: async lost => {
      const own = { rollouts: ownedBy(rollouts, parent), scopes: ownedBy(scopes, parent) }
      const body = { parent, children: { [ROLLOUT_KEY]: own.rollouts, [SCOPE_KEY]: own.scopes } }
      const agents = { image: 'registry.example/agent:v1', namespace: 'bootc-operator' }
      const ports = {
        cluster: simulatedCluster(world),
        lookups: world.lookups,
        agents,
        operatorProblems: () => [],
        now: nowOf(world),
      }
      const answer = await syncPool(ports)(request(world, PoolSyncRequest, body))
      if (lost) return undefined
      const of = (kind: string): ReadonlyArray<DesiredObject> => answer.children.filter(child => child.kind === kind)
      writeChildren(world.scopes, parent, own.scopes, of('BootcPoolScope'))
      const { name } = parent.metadata
      const [pool, before] = [world.pools.get(name), world.rollouts.get(name)]
      writeChildren(world.rollouts, parent, own.rollouts, of('BootcRollout'))
      world.journal.poolSyncs.push({ pool, before, after: world.rollouts.get(name) })
      writeStatus(world, world.pools, parent, answer.status)
      return answer.resyncAfterSeconds
    },
  }
}

const relatedUpdates = (world: World, parent: Stored, all: Objects): Objects => {
  const rules = customizeRollout(request(world, RolloutCustomizeRequest, { parent })).relatedResources
  const selector = rules[0]?.labelSelector ?? {}
  return Object.fromEntries(
    Object.entries(all).filter(([, { metadata }]) => selectorMatches(selector, metadata.labels ?? {})),
  )
}

const rolloutJob = (world: World, parent: Stored): Job => {
  return {
    key: `rollout ${parent.metadata.name}`,
    inputs: [parent.metadata.uid, parent.metadata.generation, world.updates.cached()],
    resyncMs: RESYNC_MS.rollout,
    sync: async lost => {
      // Since this job was due, others may have had their turn.
      const all = world.updates.cached()
      const wasFresh = all === world.updates.all() && parent === world.rollouts.get(parent.metadata.name)
      const updates = relatedUpdates(world, parent, all)
      const body = { parent, children: {}, related: { [UPDATE_KEY]: updates } }
      const { shown } = someMemory(world)
      const ports = {
        cluster: simulatedCluster(world, shown.nodes.last),
        shownUpdates: shown.updates,
        gates: { queries: world.queries, namespace: 'bootc-operator' },
        now: nowOf(world),
        onEffectFailure: complain(world),
      }
      const answer = await syncRollout(ports, world.podLooks)(request(world, RolloutSyncRequest, body))
      const isFresh = !lost && wasFresh && !world.weather.interleaved
      world.journal.syncs.push({ pool: parent.metadata.name, parent, answer, updates, isFresh })
      if (lost) return undefined
      writeStatus(world, world.rollouts, parent, answer.status)
      return answer.resyncAfterSeconds
    },
  }
}

/** A full PUT from the cached copy: refused when the Node changed since. */
const writeLabels = (world: World, seen: Stored, wanted: Readonly<Record<string, string | null>>): boolean => {
  const { name, uid, labels: old = {}, resourceVersion } = seen.metadata
  if (Object.entries(wanted).every(([key, value]) => (old[key] ?? null) === value)) return true
  if (world.nodes.get(name)?.metadata.uid !== uid) return false
  const entries = Object.entries({ ...old, ...wanted }).filter((e): e is [string, string] => e[1] !== null)
  const labels = Object.fromEntries(entries)
  return world.nodes.put(name, node => ({ metadata: { ...node.metadata, labels } }), resourceVersion)
}

const nodeJob = (world: World, object: Stored): Job => {
  const { name } = object.metadata
  const scopes = world.scopes.cached()
  return {
    key: `node ${name}`,
    inputs: [object, scopes],
    resyncMs: RESYNC_MS.node,
    sync: async lost => {
      const body = { object, attachments: {}, related: { [SCOPE_KEY]: scopes } }
      const ports = {
        cluster: simulatedCluster(world),
        operatorNode: undefined,
        operatorPod: undefined,
        now: nowOf(world),
        onEffectFailure: complain(world),
      }
      const sync = syncNode(ports, someMemory(world))
      const answer = await sync(request(world, NodeSyncRequest, body))
      if (lost) return undefined
      if (!writeLabels(world, object, answer.labels)) return 1
      return answer.resyncAfterSeconds
    },
  }
}

/** Every parent that Metacontroller knows of. */
export const jobsOf = (world: World): ReadonlyArray<Job> => [
  ...Object.values(world.pools.cached()).map(pool => poolJob(world, pool)),
  ...Object.values(world.nodes.cached()).map(node => nodeJob(world, node)),
  ...Object.values(world.rollouts.cached()).map(rollout => rolloutJob(world, rollout)),
]

/** What the garbage collector does: whatever its owner is gone of goes too. */
export const collectGarbage = ({ pools, rollouts, scopes, updates, nodes }: World): void => {
  const sweep = (children: World['pools'], owners: World['pools']): void => {
    const alive = new Set(Object.values(owners.all()).map(({ metadata }) => metadata.uid))
    for (const { metadata } of Object.values(children.all())) {
      if (metadata.ownerUid !== undefined && !alive.has(metadata.ownerUid)) children.remove(metadata.name)
    }
  }
  sweep(scopes, pools)
  sweep(rollouts, pools)
  sweep(updates, nodes)
}
