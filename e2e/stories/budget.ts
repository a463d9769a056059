import type { Cluster } from '../providers/cluster'
import { readNodes } from './cluster-facts'
import { whileLooking } from './while-looking'
import { readWebPods } from './workload'

const LOOK_EVERY_MS = 1_000

/** What was seen while something went on. */
export interface Watched {
  readonly mostNodes: number
  readonly fewestPods: number
  /** UIDs of the pods that ever ran, by node. */
  readonly pods: ReadonlyArray<string>
}

/** Looks once a second at what is cordoned or not Ready, and at which pods serve, while something is done. */
export const whileWatched = async (cluster: Cluster, act: () => Promise<void>): Promise<Watched> => {
  let mostNodes = 0
  let fewestPods = Number.POSITIVE_INFINITY
  const pods = new Set<string>()
  const look = async (): Promise<void> => {
    const nodes = await readNodes(cluster)
    mostNodes = Math.max(mostNodes, nodes.filter(({ ready, cordoned }) => !ready || cordoned).length)
    const serving = await readWebPods(cluster)
    fewestPods = Math.min(fewestPods, serving.length)
    for (const { uid, node } of serving) pods.add(`${node}/${uid}`)
  }
  await whileLooking(act, look, LOOK_EVERY_MS)
  return { mostNodes, fewestPods, pods: [...pods] }
}
