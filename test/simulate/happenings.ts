import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import { PAUSED_ANNOTATION, TO_BE_DELETED_TAINT } from '../../hooks/api/names'
import type { DrainSettings } from '../../hooks/api/slot'
import { imageOf, OLD } from '../builders/digests'
import { patched } from './cluster'
import { setAlerts } from './faults/gate-faults'
import { relabel } from './faults/node-faults'
import { rollout, withDrain } from './faults/spec-faults'
import { type Ailment, NO_QUIRKS, withRollbackToggled } from './host'
import { rebootByOthers, switchOn } from './machines'
import { ZONE } from './node-facts'
import { type Plain, rolloutOf, settings } from './plot'
import type { Happening } from './story'
import { addNode, applyPool, changeHost, poolSpecOf, removeNode } from './world'

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

export const rezoned = (name: string, to: string): Happening['run'] => labelled(name, { [ZONE]: to })

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
