import type { Node } from '../../hooks/api/kubernetes'
import { readMark } from '../../hooks/api/mark'
import { NODE_KEEP_CORDONED_ANNOTATION } from '../../hooks/api/names'
import { isPaused } from '../../hooks/api/pool-pause'
import type { Cluster } from '../../hooks/ports/cluster'
import { unmark } from '../../hooks/slot/free-slot'
import type { Api } from '../cluster/api'
import { readPool } from '../cluster/fleet'
import { commandError, EXIT, refused } from '../exit'
import type { Report } from '../report'
import { wrap } from '../text/wrap'

export interface ReleasePorts {
  readonly api: Api
  readonly cluster: Cluster
}

/** A running rollout would mark the node again at once; a pause also takes the order back that an unmark waits for. */
const refuseWhileRolling = async (api: Api, pool: string | undefined): Promise<void> => {
  const found = pool === undefined ? undefined : await readPool(api, pool)
  if (found === undefined || isPaused(found)) return
  refused(
    `pool ${pool} is not paused and would take the node again; kubectl bootc pause ${pool} gives every slot back by itself`,
  )
}

/** Whether the mark was set with a cordon that is not to be kept. */
const uncordons = ({ metadata }: Node): boolean => {
  const mark = readMark(metadata)
  const isKept = metadata.annotations?.[NODE_KEEP_CORDONED_ANNOTATION] !== undefined
  return mark.state !== 'none' && mark.slot?.uncordon === true && !isKept
}

const busy = (node: string): string =>
  `${node} has an order to reboot in its present boot, so it keeps its cordon until it is back. If no operator is there to take the order back: kubectl delete bootcnodeupdate ${node}, and try again`

/** A kubelet writes the status of its Node whenever it likes, and each write is a conflict with ours. */
const TRIES = 10

/**
 * Takes a mark and its cordon away when no operator does it any more, by the rules of the operator itself: in one write,
 * never while the host may still reboot under the mark, and a cordon of before stays. After a conflict all is read again.
 */
export const releaseNode = async (ports: ReleasePorts, node: string, triesLeft = TRIES): Promise<Report> => {
  const { api, cluster } = ports
  const live = await cluster.readNode(node)
  if (live === undefined) throw commandError(EXIT.notFound, `there is no Node "${node}"`)
  const mark = readMark(live.metadata)
  if (mark.state === 'none')
    return refused(`${node} has no mark of a slot; if it is cordoned, somebody else did that: kubectl uncordon ${node}`)
  await refuseWhileRolling(api, mark.slot?.pool)
  const outcome = await unmark(cluster, { node, matches: found => found.state !== 'none' })
  if (outcome === 'busy') return refused(busy(node))
  if (outcome === 'conflict') {
    if (triesLeft > 1) return releaseNode(ports, node, triesLeft - 1)
    return refused(`${node} changed each time that its mark was to be taken away (${TRIES} times); try again`)
  }
  const isFree = outcome === 'done' && uncordons(live)
  const cordon = isFree ? 'uncordoned' : "left as it was: its cordon is not the operator's to take away"
  const sentence = `${node}: its mark is gone, and it is ${cordon}`
  return {
    kind: 'NodeRelease',
    names: [`node/${node}`],
    data: { node, released: true, uncordoned: isFree },
    lines: ({ width }) => wrap(sentence, width),
  }
}
