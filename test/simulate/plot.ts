import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import { PAUSED_ANNOTATION, TO_BE_DELETED_TAINT } from '../../hooks/api/names'
import type { DrainSettings } from '../../hooks/api/slot'
import { imageOf, OLD } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { patched } from './cluster'
import { setAlerts } from './faults/gate-faults'
import { relabel } from './faults/node-faults'
import { rollout, withDrain } from './faults/spec-faults'
import { type Ailment, NO_QUIRKS, type Quirks, withRollbackToggled } from './host'
import { rebootByOthers, switchOn } from './machines'
import { ZONE } from './node-facts'
import { addPod, LONG_JOB } from './pods'
import { quickSpec } from './scenario'
import type { Happening } from './story'
import {
  addNode,
  applyPool,
  changeHost,
  createWorld,
  type NewNode,
  type Pace,
  poolSpecOf,
  removeNode,
  type World,
} from './world'

type Rollout = BootcNodePoolSpec['rollout']

/** Settings by plain numbers. */
export interface Plain
  extends Omit<Partial<Rollout>, 'maxUnavailable' | 'maxStaging' | 'minReadySeconds' | 'drainTimeoutSeconds'> {
  readonly maxUnavailable?: number
  readonly maxStaging?: number
  readonly minReadySeconds?: number
  readonly drainTimeoutSeconds?: number
}

const rolloutOf = ({
  maxUnavailable,
  maxStaging,
  minReadySeconds,
  drainTimeoutSeconds,
  ...rest
}: Plain): Partial<Rollout> => ({
  ...rest,
  ...(maxUnavailable === undefined ? {} : { maxUnavailable: aCount(maxUnavailable) }),
  ...(maxStaging === undefined ? {} : { maxStaging: aCount(maxStaging) }),
  ...(minReadySeconds === undefined ? {} : { minReadySeconds: someSeconds(minReadySeconds) }),
  ...(drainTimeoutSeconds === undefined ? {} : { drainTimeoutSeconds: someSeconds(drainTimeoutSeconds) }),
})

/** The pool of a story: everything is quick. */
export const settings = (plain: Plain = {}): BootcNodePoolSpec => rollout(quickSpec(1), rolloutOf(plain))

/** A pool of so many nodes n1, n2, … that run the old image; `like` makes some of them special. */
export const workers = (
  count: number,
  spec: BootcNodePoolSpec = settings(),
  like: Readonly<Record<string, Partial<NewNode>>> = {},
  pace: Partial<Pace> = {},
): World => {
  const world = createWorld({ pace })
  for (let i = 1; i <= count; i++) addNode(world, `n${i}`, { image: imageOf(OLD), ...like[`n${i}`] })
  applyPool(world, 'workers', spec)
  return world
}

export type Edit = Plain & Partial<BootcNodePoolSpec['image']> & { readonly drain?: Partial<DrainSettings> }

/** Edits the pool. */
export const edit =
  ({ ref, updates, approvedDigest, drain, ...plain }: Edit): Happening['run'] =>
  world => {
    const spec = poolSpecOf(world, 'workers')
    if (spec === undefined) return
    const image = {
      ...spec.image,
      ...(ref && { ref }),
      ...(updates && { updates }),
      ...(approvedDigest && { approvedDigest }),
    }
    applyPool(world, 'workers', { ...withDrain(rollout(spec, rolloutOf(plain)), drain ?? {}), image })
  }

/** Sets the pool's pause annotation, or takes it away. */
export const holdPool =
  (reason: string | undefined): Happening['run'] =>
  world =>
    world.pools.put('workers', ({ metadata, spec }) => {
      const { [PAUSED_ANNOTATION]: _, ...others } = metadata.annotations ?? {}
      const annotations = reason === undefined ? others : { ...others, [PAUSED_ANNOTATION]: reason }
      return { metadata: { ...metadata, annotations }, spec }
    })

/** A host with quirks; `repair` takes them away. */
export const quirk = (
  quirks: Partial<Quirks>,
): Partial<NewNode> & { readonly repair: (world: World, name: string) => void } => ({
  quirks,
  repair: (world, name) => changeHost(world, name, { quirks: { ...NO_QUIRKS, ...quirks } }),
})

/** A pod of the node is protected by a budget for so many seconds. */
export const blocked = (world: World, node: string, seconds: number): World => {
  addPod(world, node, { kind: 'app', budget: 'web' })
  world.budgets = { web: world.now + seconds * 1000 }
  return world
}

/** A Deployment whose template names the node: its pod comes back as often as it is evicted. */
export const pinned = (world: World, node: string): World => {
  addPod(world, node, { kind: 'pinned' })
  return world
}

/** The pool leaves long jobs to their end. */
export const patient = (spec: BootcNodePoolSpec): BootcNodePoolSpec =>
  withDrain(spec, { waitForPods: { matchLabels: LONG_JOB } })

/** A long job runs on the node for so many seconds. */
export const withJob = (world: World, node: string, seconds: number): World => {
  addPod(world, node, { kind: 'job', doneAt: world.now + seconds * 1000 })
  return world
}

/** The labels of a node in that zone. */
export const zone = (name: string): Partial<NewNode> => ({ labels: { [ZONE]: name } })

export const rezoned = (name: string, to: string): Happening['run'] => labelled(name, { [ZONE]: to })

/** Opens in that minute of the story. */
export const windowAt = (minute: string, duration: string): { start: string; duration: string; timeZone: string } => ({
  start: `${minute} 0 * * *`,
  duration,
  timeZone: 'UTC',
})

/** Whatever is staged there; what stages is not us, so nothing locks it. */
export const stagedBySomebody =
  (name: string, image: string): Happening['run'] =>
  world =>
    changeHost(world, name, { staged: { image, locked: false } })

export const rebootedBySomebody =
  (name: string): Happening['run'] =>
  world =>
    rebootByOthers(world, name, true)

/** The power fails, and comes back after as long as a reboot takes. */
export const powerFailed =
  (name: string): Happening['run'] =>
  world =>
    rebootByOthers(world, name, false)

/** A host on which something is not well under an image, though it boots and is Ready. */
export const ailing = (digest: string, ailment: Ailment): Partial<NewNode> => ({
  quirks: { ails: { [digest]: ailment } },
})

/** How the host is until its next boot. */
export const ails =
  (name: string, ailment: Ailment): Happening['run'] =>
  world =>
    changeHost(world, name, { ails: ailment, podsSince: world.now })

/** From now on its kubelet is not Ready under these images. */
export const breaksUnder =
  (name: string, ...digests: ReadonlyArray<string>): Happening['run'] =>
  world => {
    const quirks = world.hosts.get(name)?.quirks ?? NO_QUIRKS
    changeHost(world, name, { quirks: { ...quirks, sick: new Set(digests) } })
  }

export const poweredOff =
  (name: string, off = true): Happening['run'] =>
  world => {
    const host = world.hosts.get(name)
    if (!off) switchOn(world, name)
    else if (host?.down === undefined) rebootByOthers(world, name, false, 'never')
    else changeHost(world, name, { down: { ...host.down, until: 'never' } })
  }

export const agentDead =
  (name: string, seconds: number): Happening['run'] =>
  world =>
    changeHost(world, name, { agent: {}, silentUntil: world.now + seconds * 1000 })

export const kubeletSilent =
  (name: string, seconds: number): Happening['run'] =>
  world =>
    changeHost(world, name, { kubeletDownSince: world.now, kubeletDownUntil: world.now + seconds * 1000 })

export const statusLost: Happening['run'] = world => {
  for (const name of Object.keys(world.rollouts.all())) world.rollouts.put(name, () => ({ status: {} }))
}

export const cordoned =
  (name: string, unschedulable = true): Happening['run'] =>
  world => {
    world.nodes.put(name, old => patched(old, { unschedulable }))
    if (unschedulable) world.journal.foreignCordons.add(name)
    else world.journal.foreignCordons.delete(name)
  }

export const held =
  (name: string, on = true): Happening['run'] =>
  world => {
    const taints = on ? [{ key: TO_BE_DELETED_TAINT, effect: 'NoSchedule' }] : []
    world.nodes.put(name, ({ spec }) => ({ spec: { ...spec, taints } }))
  }

/** Which alerts the pool's Prometheus has from now on. */
export const alertsAre =
  (...firing: ReadonlyArray<string>): Happening['run'] =>
  world => {
    setAlerts(world, { firing })
  }

export const prometheusAway =
  (away: string): Happening['run'] =>
  world => {
    setAlerts(world, { away })
  }

export const secondPool = (): Happening['run'] => world => applyPool(world, 'others', settings())

/** A pool of the nodes with that role. */
export const poolOf = (world: World, name: string, role: string, spec = settings()): World => {
  applyPool(world, name, { ...spec, nodeSelector: { matchLabels: { role } } })
  return world
}

/** It is the other pool's from now on. */
export const moved =
  (name: string, role: string): Happening['run'] =>
  world =>
    relabel(world, name, role)

export const hooksDown =
  (seconds: number): Happening['run'] =>
  world => {
    world.hooksDownUntil = world.now + seconds * 1000
  }

/** What it owned goes with it, one kind after the other. */
export const poolDeleted: Happening['run'] = world => world.pools.remove('workers')

/** With `--cascade=orphan`: what it owned stays, and belongs to nobody. */
export const poolOrphaned: Happening['run'] = world => {
  const uid = world.pools.get('workers')?.metadata.uid ?? ''
  for (const store of [world.rollouts, world.scopes]) {
    store.put('workers', ({ metadata: { ownerUid: _nobody, ...metadata } }) => ({
      metadata: { ...metadata, labels: { ...metadata.labels, 'controller-uid': uid } },
    }))
  }
  world.pools.remove('workers')
}

export const leftoversDeleted: Happening['run'] = world => {
  world.rollouts.remove('workers')
  world.scopes.remove('workers')
}

export const rolledBack =
  (name: string): Happening['run'] =>
  world => {
    const host = world.hosts.get(name)
    if (host !== undefined) world.hosts.set(name, withRollbackToggled(host))
    rebootByOthers(world, name, true)
  }

export const labelled =
  (name: string, labels: Readonly<Record<string, string>>): Happening['run'] =>
  world =>
    world.nodes.put(name, old => patched(old, { labels }))

export const removed =
  (name: string): Happening['run'] =>
  world =>
    removeNode(world, name)

export const joins =
  (name: string): Happening['run'] =>
  world =>
    addNode(world, name, { image: imageOf(OLD) })

export const replaced =
  (name: string): Happening['run'] =>
  world => {
    removeNode(world, name)
    addNode(world, name, { image: imageOf(OLD) })
  }
