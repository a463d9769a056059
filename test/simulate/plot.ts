import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import { imageOf, OLD } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { rollout, withDrain } from './faults/spec-faults'
import { type Ailment, NO_QUIRKS, type Quirks } from './host'
import { ZONE } from './node-facts'
import { addPod, LONG_JOB } from './pods'
import { quickSpec } from './scenario'
import { addNode, applyPool, changeHost, createWorld, type NewNode, type Pace, type World } from './world'

type Rollout = BootcNodePoolSpec['rollout']

/** Settings by plain numbers. */
export interface Plain
  extends Omit<Partial<Rollout>, 'maxUnavailable' | 'maxStaging' | 'minReadySeconds' | 'drainTimeoutSeconds'> {
  readonly maxUnavailable?: number
  readonly maxStaging?: number
  readonly minReadySeconds?: number
  readonly drainTimeoutSeconds?: number
}

export const rolloutOf = ({
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

/** Opens in that minute of the story. */
export const windowAt = (minute: string, duration: string): { start: string; duration: string; timeZone: string } => ({
  start: `${minute} 0 * * *`,
  duration,
  timeZone: 'UTC',
})

/** A host on which something is not well under an image, though it boots and is Ready. */
export const ailing = (digest: string, ailment: Ailment): Partial<NewNode> => ({
  quirks: { ails: { [digest]: ailment } },
})

/** A pool of the nodes with that role. */
export const poolOf = (world: World, name: string, role: string, spec = settings()): World => {
  applyPool(world, name, { ...spec, nodeSelector: { matchLabels: { role } } })
  return world
}
