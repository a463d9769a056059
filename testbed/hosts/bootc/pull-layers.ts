import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../faults'
import { type CommandContext, forever } from '../host-command-context'
import type { HostState, StoredImage } from '../host-state'
import type { ImageLayer } from '../registry'
import type { Progress } from './progress'
import { composefsPulling, importing, pulling } from './progress-events'

/** How a pull is told about, and whether it gets stuck. */
export interface PullOptions {
  readonly progress: Progress
  /** Resolves when a registry that sends nothing more after half of the bytes goes on; the connection stays open. */
  readonly stall?: (() => Promise<void>) | undefined
}

/** How a fault makes a pull stall. */
export const stallOf = ({ name, until }: Fault): PullOptions['stall'] => {
  if (name !== 'stall') return undefined
  if (until === undefined) return forever
  return async () => {
    while (!existsSync(until)) await sleep(20)
  }
}

/** bootc tells bytes at most this often, in milliseconds. */
const EVERY_MS = 200

export const neededLayers = (state: HostState, { layers }: StoredImage): ReadonlyArray<ImageLayer> =>
  layers.filter(({ digest }) => state.layers[digest] === undefined)

/** Spends the time that a pull takes, and tells what it has of the layers that the host lacks. */
export const pullLayers = async (
  { settings, images }: CommandContext,
  image: StoredImage,
  options: PullOptions & { readonly needed: ReadonlyArray<ImageLayer>; readonly composefs?: boolean },
): Promise<void> => {
  const { needed, progress, stall, composefs = false } = options
  const told = composefs ? composefsPulling : (event: object) => event
  await images?.pull(image, needed)
  const millis = settings.stageSeconds * 1000
  const ticks = Math.max(2, Math.ceil(millis / EVERY_MS))
  for (let tick = 1; tick <= ticks; tick += 1) {
    await sleep(millis / ticks)
    if (needed.length > 0) await progress.send(told(pulling(image, needed, tick / ticks)))
    if (tick === Math.ceil(ticks / 2)) await stall?.()
  }
  if (composefs) return
  for (const event of importing(image.digest)) await progress.send(event)
}
