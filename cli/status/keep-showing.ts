import type { KubeConfig } from '@kubernetes/client-node'
import type { Fleet } from '../cluster/fleet'
import { following } from './following'

/** A watch draws at most so often, in milliseconds: a rollout of many nodes makes many events. */
const REDRAW_MS = 250
/** Where times that pass are drawn, they are redrawn so often, in milliseconds. */
const TICK_MS = 1000

export interface Showing {
  readonly config: KubeConfig
  readonly draw: (fleet: Fleet) => void
  /** Whether times that pass are worth a drawing of their own. */
  readonly ticks: boolean
  /** Resolves when the user has had enough. */
  readonly interrupted: Promise<void>
}

/**
 * Draws the fleet whenever it changes, until the user has had enough. Rejects when it cannot be read at first: later
 * the last picture stays, and the watches come back by themselves.
 */
export const keepShowing = async ({ config, draw, ticks, interrupted }: Showing): Promise<void> => {
  const { ended, again, end } = following<void>({ config, delayMs: REDRAW_MS, see: fleet => void draw(fleet) })
  const tick = ticks ? setInterval(again, TICK_MS) : undefined
  void interrupted.then(end)
  try {
    await ended
  } finally {
    clearInterval(tick)
  }
}
