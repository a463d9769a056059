import type { BootcNodePool, BootcNodePoolStatus } from '../../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { ROLLOUT_KEY, SCOPE_KEY } from '../../../hooks/api/names'
import type { Secret } from '../../../hooks/api/secret'
import { syncPool } from '../../../hooks/pool-sync/sync'
import type { ClusterEvent } from '../../../hooks/ports/events'
import { createLookups } from '../../../hooks/ports/lookups'
import type { Registry } from '../../../hooks/ports/registry'
import { type Shelf, simulatedRegistry } from '../../simulate/registry'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'

const AGENTS = { image: 'registry.example/agent:v1', namespace: 'bootc-operator' }
const START = Date.parse('2026-01-02T00:00:00Z')

interface Seen {
  readonly pool?: BootcNodePool
  readonly rollout?: BootcRollout | undefined
}

/** A hook with its memory, a registry and a clock; `restart` loses the memory. */
export const aHook = () => {
  const shelf: Shelf = new Map()
  const events: ClusterEvent[] = []
  let live: Seen = {}
  const secret: { answer: Secret | 'missing' | 'forbidden' | Error } = { answer: 'missing' }
  const asked = { registry: 0 }
  let clock = START
  const now = (): Date => new Date(clock)
  const registry: Registry = {
    lookup: (...args) => {
      asked.registry += 1
      return simulatedRegistry(shelf).lookup(...args)
    },
  }
  const cluster = clusterWith({
    recordEvent: (event: ClusterEvent) => void events.push(event),
    readPool: async () => live.pool,
    readRollout: async () => live.rollout,
    readSecret: async () => (secret.answer instanceof Error ? Promise.reject(secret.answer) : secret.answer),
  })
  let sync = syncPool({
    cluster,
    lookups: createLookups({ registry, now }),
    agents: AGENTS,
    operatorProblems: () => [],
    now,
  })
  return {
    shelf,
    events,
    asked,
    secret,
    pass: (seconds: number) => {
      clock += seconds * 1000
    },
    restart: () => {
      sync = syncPool({
        cluster,
        lookups: createLookups({ registry, now }),
        agents: AGENTS,
        operatorProblems: () => [],
        now,
      })
    },
    /** `really` is what the API server has, if caches show something else. */
    sync: async (pool: BootcNodePool, rollout?: BootcRollout, really: Seen = { pool, rollout }) => {
      live = really
      const rollouts: Readonly<Record<string, BootcRollout>> = rollout === undefined ? {} : { workers: rollout }
      const children = { [ROLLOUT_KEY]: rollouts, [SCOPE_KEY]: {} }
      const answer = asJson(await sync({ parent: pool, children }))
      const status = answer.status as BootcNodePoolStatus & { readonly updateAvailable: boolean }
      const child = answer.children.find(({ kind }) => kind === 'BootcRollout')
      return { ...answer, status, spec: child?.spec as BootcRollout['spec'] | undefined }
    },
  }
}
