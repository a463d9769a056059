import type { KubeConfig } from '@kubernetes/client-node'
import type { Fleet } from '../cluster/fleet'
import { followFleet } from './follow-fleet'

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
export const keepShowing = ({ config, draw, ticks, interrupted }: Showing): Promise<void> =>
  new Promise((resolve, reject) => {
    let due: NodeJS.Timeout | undefined
    const end = (how: () => void): void => {
      clearInterval(tick)
      clearTimeout(due)
      live.stop()
      how()
    }
    const drawNow = (): void => {
      due = undefined
      const fleet = live.now()
      if (fleet === undefined) return
      try {
        draw(fleet)
      } catch (error) {
        end(() => reject(error))
      }
    }
    const drawSoon = (): void => {
      due ??= setTimeout(drawNow, REDRAW_MS)
    }
    const live = followFleet(config, {
      changed: drawSoon,
      failed: error => {
        if (live.now() === undefined) end(() => reject(error))
      },
    })
    const tick = ticks ? setInterval(drawSoon, TICK_MS) : undefined
    void interrupted.then(() => end(resolve))
  })
