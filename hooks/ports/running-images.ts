import type { HostImage } from '../api/bootc-node-update'

/**
 * What nodes run, as last reported. The report of a Node goes with its pool, faster than the Node is synced without it; so
 * it is remembered for the event of a Node that leaves. Nothing is decided by it.
 */
export interface RunningImages {
  readonly note: (nodeUID: string, booted: HostImage | undefined) => void
  readonly of: (nodeUID: string) => HostImage | undefined
}

/** Nodes that are remembered; of one that was forgotten its report is read, if it is still there. */
const MOST_NODES = 20_000

export const createRunningImages = (): RunningImages => {
  const images = new Map<string, HostImage>()
  return {
    note: (nodeUID, booted) => {
      if (booted === undefined) return
      images.set(nodeUID, booted)
      const [oldest = ''] = images.size > MOST_NODES ? images.keys() : []
      images.delete(oldest)
    },
    of: nodeUID => images.get(nodeUID),
  }
}
