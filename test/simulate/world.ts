import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import { createNodeMemory, type NodeMemory } from '../../hooks/node-sync/sync'
import type { ClusterEvent } from '../../hooks/ports/events'
import { createLookups, type Lookups } from '../../hooks/ports/lookups'
import { createPrometheusQueries, type PrometheusQueries } from '../../hooks/ports/prometheus-queries'
import { createServerClock, type ServerClock } from '../../hooks/ports/server-clock'
import { createShownObjects } from '../../hooks/ports/shown-objects'
import { createPodLooks, type PodLooks } from '../../hooks/rollout-sync/act/pod-looks'
import { type Host, kernelBootOf, NO_QUIRKS } from './host'
import { createJournal, type Journal } from './journal'
import { notesMisfits } from './misfits'
import { type Alerts, simulatedPrometheus } from './prometheus'
import type { Queue } from './queue'
import { type Shelf, simulatedRegistry } from './registry'
import { podsFor, type SimulatedPod } from './simulated-pod'
import { createStore, type Store } from './store'

/** How long things take, in ms. */
export interface Pace {
  readonly download: number
  readonly reboot: number
  readonly kubelet: number
  /** How long a kubelet may be silent before its Node is called NotReady. */
  readonly grace: number
  readonly podEnd: number
}

/** What goes wrong between the hooks and the API server at present, as shares of calls in [0, 1]. */
export interface Weather {
  readonly failingCalls: number
  readonly lostAnswers: number
  readonly repeatedCalls: number
  /** Of the statuses that Metacontroller writes after the children: its write is refused or breaks. */
  readonly lostStatuses: number
  /** Hook calls and agents work at the same time, and interleave at every call of the API. */
  readonly interleaved: boolean
  /** A Node that a webhook protects: it cannot be patched. */
  readonly refused?: string
}

export const FAIR: Weather = { failingCalls: 0, lostAnswers: 0, repeatedCalls: 0, lostStatuses: 0, interleaved: false }

/** What an agent had looked at when its last turn was over, and until when it rests (ms since 1970; a past time: not at all). */
export interface AgentRest {
  readonly host: Host | undefined
  readonly until: number
}

export interface World {
  readonly pools: Store
  readonly scopes: Store
  readonly rollouts: Store
  readonly updates: Store
  readonly nodes: Store
  readonly hosts: Map<string, Host>
  readonly journal: Journal
  /** By name: what is told again is the same event. */
  readonly events: Map<string, ClusterEvent>
  /** What each of two hook servers remembers: while one takes over from the other, both answer. Mutable, as they start anew. */
  memories: readonly [NodeMemory, NodeMemory]
  /** What the present process of the hooks knows of pods under marks. */
  podLooks: PodLooks
  readonly queue: Queue
  /** What each agent has seen to the end, so that it need not look again. */
  readonly agentRests: Map<string, AgentRest>
  readonly shelf: Shelf
  /** Mutable, since a process that starts anew has forgotten them. */
  lookups: Lookups
  /** What a Prometheus says; mutable, as what is there changes. */
  alerts: Alerts
  /** What the present process of the hooks knows of it. */
  queries: PrometheusQueries
  /** What the present process of the hooks knows of the API server's clock. */
  clock: ServerClock
  readonly pace: Pace
  /** In [0, 1); absent: everything happens in a fixed order and caches are fresh. */
  readonly random: (() => number) | undefined
  /** Whether what hooks are sent and answer goes through their codecs: slow, so not in every run. */
  readonly isChecked: boolean
  /** Conditions that something posts of every Node of which its host does not say others, by type, where nothing is wrong. */
  posts: Readonly<Record<string, string>>
  pods: ReadonlyArray<SimulatedPod>
  /** Budgets that allow no eviction until that time, in ms since 1970. */
  budgets: Readonly<Record<string, number>>
  weather: Weather
  /** Whether everybody else says more than our CRDs take, in errors and refusals. */
  isWordy: boolean
  /** How far the clock of the machine that the hooks run on is ahead, in ms. */
  hooksAhead: number
  /** Until then no hook server answers, in ms since 1970. */
  hooksDownUntil: number
  /** How many pods were ever made. */
  made: number
  /** The time by the API server's clock, in ms since 1970; hosts have clocks of their own. */
  now: number
}

/** What others say in this world; not made of one letter, so that it is cut between any two. */
export const saidBy = ({ isWordy }: Pick<World, 'isWordy'>, text: string): string =>
  isWordy ? `${text}: ${'<p>bad\u0007 gateway\n\u{1f600}</p>'.repeat(3000)}` : text

const STARTED = Date.parse('2026-01-02T00:00:00.000Z')

export const timeOf = (ms: number): string => new Date(ms).toISOString()

/** As the API server writes creation and deletion: in whole seconds, cut. */
export const metaTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

/** The time on a host, in ms since 1970 by its own clock. */
export const timeOn = ({ now }: Pick<World, 'now'>, { clockAhead }: Pick<Host, 'clockAhead'>): number =>
  now + clockAhead

/** What hooks hear with every answer of the API server. */
export const hear = ({ clock, now, hooksAhead }: World): void =>
  clock.heard(new Date(now).toUTCString(), now + hooksAhead)

const memoryOf = (world: Pick<World, 'clock'>): NodeMemory => {
  const now = (): Date => world.clock.now()
  return createNodeMemory(createShownObjects(now))
}

/** What a process of the hooks knows of Prometheus when it starts: nothing. */
const newQueries = (worldNow: () => World): PrometheusQueries =>
  createPrometheusQueries({ prometheus: simulatedPrometheus(worldNow), now: () => worldNow().clock.now() })

/** A process of the hooks begins on a machine whose clock is so far ahead, in ms. */
export const startHooks = (world: World, hooksAhead: number): void => {
  world.memories = [memoryOf(world), world.memories[0]]
  world.podLooks = createPodLooks()
  world.hooksAhead = hooksAhead
  world.queries = newQueries(() => world)
  world.clock = createServerClock(() => world.now + world.hooksAhead)
  hear(world)
}

export const storesOf = ({ pools, scopes, rollouts, updates, nodes }: World): ReadonlyArray<Store> => [
  pools,
  scopes,
  rollouts,
  updates,
  nodes,
]

export const writesOf = (world: World): number => storesOf(world).reduce((sum, store) => sum + store.writes(), 0)

/** `others`: the status of other conditions, by type. */
export const nodeStatus = (
  bootID: string,
  ready: boolean | 'Unknown',
  since: string,
  others: Readonly<Record<string, string>> = {},
): object => ({
  conditions: [
    { type: 'Ready', status: ready === true ? 'True' : ready === false ? 'False' : ready, lastTransitionTime: since },
    ...Object.entries(others).map(([type, status]) => ({ type, status })),
  ],
  nodeInfo: { bootID, architecture: 'amd64' },
})

/** What a new node is like; by default a worker of the pool with two pods. */
export interface NewNode {
  readonly image: string
  readonly pods?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly quirks?: Partial<Host['quirks']>
  readonly posts?: Host['posts']
  /** How far its clock is ahead, in ms. */
  readonly clockAhead?: number
}

export const addNode = (
  world: World,
  name: string,
  { image, pods = 2, labels, quirks, posts, clockAhead = 0 }: NewNode,
): void => {
  const at = metaTime(world.now)
  world.nodes.remove(name)
  world.nodes.put(name, old => ({
    metadata: { ...old.metadata, labels: { role: 'worker', ...labels }, creationTimestamp: at },
    spec: {},
  }))
  const uid = world.nodes.get(name)?.metadata.uid ?? ''
  const host: Host = {
    uid,
    boot: 1,
    bootedAt: world.now - 60_000,
    clockAhead,
    booted: image,
    memory: {},
    agent: {},
    silentUntil: 0,
    kubeletDownSince: 0,
    kubeletDownUntil: 0,
    quirks: { ...NO_QUIRKS, ...quirks },
    posts,
  }
  world.hosts.set(name, host)
  world.nodes.put(name, () => ({ status: nodeStatus(kernelBootOf(name, host), true, metaTime(timeOn(world, host))) }))
  world.pods = [...world.pods, ...podsFor(world, name, pods)]
}

/** The machine is gone for good: its Node, and with it whatever was on it. */
export const removeNode = (world: World, name: string): void => {
  world.nodes.remove(name)
  world.hosts.delete(name)
  world.agentRests.delete(name)
  world.pods = world.pods.filter(pod => pod.node !== name)
  world.journal.forgetNode(name)
}

export const changeHost = (world: World, name: string, change: Partial<Host>): void => {
  const host = world.hosts.get(name)
  if (host !== undefined) world.hosts.set(name, { ...host, ...change })
}

export const applyPool = (world: World, name: string, spec: BootcNodePoolSpec): void => {
  world.pools.put(name, old => ({
    metadata: { ...old.metadata, creationTimestamp: old.metadata.creationTimestamp ?? timeOf(world.now) },
    spec,
  }))
}

export const poolSpecOf = (world: World, name: string): BootcNodePoolSpec | undefined =>
  world.pools.get(name)?.spec as BootcNodePoolSpec | undefined

const PACE: Pace = { download: 2000, reboot: 3000, kubelet: 0, grace: 1000, podEnd: 1000 }

export interface Conditions {
  readonly pace?: Partial<Pace>
  readonly random?: () => number
  readonly isChecked?: boolean
}

/** What a process of the hooks remembers when it starts: nothing. */
export const forgetLookups = (world: World): void => {
  world.lookups = createLookups({ registry: simulatedRegistry(world.shelf), now: () => world.clock.now() })
}

export const createWorld = ({ pace, random, isChecked = true }: Conditions = {}): World => {
  const shelf: Shelf = new Map()
  const journal = createJournal()
  const clock = createServerClock(() => world.now)
  const world: World = {
    pools: createStore('pool', notesMisfits(journal, 'bootcnodepools')),
    scopes: createStore('scope', notesMisfits(journal, 'bootcpoolscopes')),
    rollouts: createStore('rollout', notesMisfits(journal, 'bootcrollouts')),
    updates: createStore('update', notesMisfits(journal, 'bootcnodeupdates')),
    nodes: createStore('node', notesMisfits(journal)),
    hosts: new Map(),
    journal,
    queue: new Map(),
    agentRests: new Map(),
    events: new Map(),
    memories: [memoryOf({ clock }), memoryOf({ clock })],
    podLooks: createPodLooks(),
    pace: { ...PACE, ...pace },
    random,
    isChecked,
    posts: {},
    pods: [],
    budgets: {},
    weather: FAIR,
    isWordy: false,
    hooksDownUntil: 0,
    made: 0,
    now: STARTED,
    shelf,
    lookups: createLookups({ registry: simulatedRegistry(shelf), now: () => world.clock.now() }),
    alerts: { firing: [], asked: 0 },
    queries: newQueries(() => world),
    hooksAhead: 0,
    clock,
  }
  return world
}
