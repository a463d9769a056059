import { setTimeout as sleep } from 'node:timers/promises'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { Condition, Node } from '../../../hooks/api/kubernetes'
import { type Mark, readMark } from '../../../hooks/api/mark'
import { API_VERSION } from '../../../hooks/api/names'
import type { PoolMember } from '../../../hooks/api/pool-member'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import type { World } from './world'

const OURS = `/apis/${API_VERSION}`
/** Milliseconds between two looks of a story: several wait at once, and all ask the same API server. */
const LOOK_EVERY = 250
/** A deadline costs nothing when it is kept, so it is there for machines that are stuck, not for slow ones. */
export const PATIENCE_SECONDS = 480

export const poolPath = (name: string): string => `${OURS}/bootcnodepools/${name}`
export const rolloutPath = (name: string): string => `${OURS}/bootcrollouts/${name}`
export const updatePath = (node: string): string => `${OURS}/bootcnodeupdates/${node}`
export const nodePath = (name: string): string => `/api/v1/nodes/${name}`

/** A pool as its user reads it. */
export interface Pool {
  readonly metadata: { readonly generation: number; readonly resourceVersion: string }
  readonly spec: { readonly rollout: { readonly paused: boolean } }
  readonly status?: {
    readonly observedGeneration?: number
    readonly phase?: string
    readonly message?: string
    readonly updated?: string
    readonly failedCount?: number
    readonly conditions?: ReadonlyArray<Condition>
  }
}

const found = <T>(object: T | undefined, path: string): T => {
  if (object === undefined) throw new Error(`${path} does not exist`)
  return object
}

export const readPool = async ({ api }: World, name: string): Promise<Pool> =>
  found(await api.get<Pool>(poolPath(name)), poolPath(name))

export const readRollout = async ({ api }: World, name: string): Promise<BootcRollout> =>
  found(await api.get<BootcRollout>(rolloutPath(name)), rolloutPath(name))

export const readUpdate = ({ api }: World, node: string): Promise<BootcNodeUpdate | undefined> =>
  api.get(updatePath(node))

/** The Node as the operator sees it. */
export const readMember = async (world: World, node: string): Promise<PoolMember | undefined> =>
  (await readUpdate(world, node))?.spec.node

export const readNode = async ({ api }: World, name: string): Promise<Node> =>
  found(await api.get<Node>(nodePath(name)), nodePath(name))

export const markOn = async (world: World, node: string): Promise<Mark> =>
  readMark((await readNode(world, node)).metadata)

/** The id of the mark on a Node; undefined while there is none. */
export const markIdOn = async (world: World, node: string): Promise<string | undefined> => {
  const mark = await markOn(world, node)
  return mark.state === 'whole' ? mark.slot.id : undefined
}

export interface Patience {
  readonly seconds?: number
  /** Milliseconds between two looks. */
  readonly every?: number
  /** Added to the sentence when the time is over. */
  readonly shown?: () => Promise<string>
}

/** Looks again and again, gently, until there is an answer. */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined>,
  { seconds = PATIENCE_SECONDS, every = LOOK_EVERY, shown = async () => '' }: Patience = {},
): Promise<T> => {
  const gently = async (): Promise<T | undefined> => {
    const answer = await look()
    if (answer === undefined) await sleep(every)
    return answer
  }
  try {
    return await waitFor({ what, seconds, look: gently })
  } catch (error) {
    throw new Error(`${(error as Error).message} ${await shown().catch(String)}`.trim())
  }
}

/** Waits until the pool's phase and message are as a pattern of `phase: message` says, and about its present spec. */
export const untilPool = async (
  world: World,
  name: string,
  pattern: RegExp,
  seconds = PATIENCE_SECONDS,
): Promise<string> => {
  const told = async (): Promise<{ readonly text: string; readonly isCurrent: boolean }> => {
    const { metadata, status } = await readPool(world, name)
    const isCurrent = status?.observedGeneration === metadata.generation
    return { text: `${status?.phase}: ${status?.message}`, isCurrent }
  }
  const look = async (): Promise<string | undefined> => {
    const { text, isCurrent } = await told()
    return isCurrent && pattern.test(text) ? text : undefined
  }
  const shown = async (): Promise<string> => {
    const { text, isCurrent } = await told()
    return `but it says "${text}"${isCurrent ? '' : ', of an earlier spec'}`
  }
  return until(`pool ${name} to say ${pattern}`, look, { seconds, shown })
}
