import { isImage } from '../../api/bootc-node-update'
import { errorText } from '../../api/error-text'
import { healthWithoutPods } from '../../node/health'
import { type Health, isMarked } from '../../node/observed-node'
import { hasComeUpElsewhere, verifyOf } from '../../node/unwell'
import { verifiedAt } from '../../node/verified'
import type { Cluster } from '../../ports/cluster'
import { PODS_EVERY_MS, PODS_OF_FAILED_EVERY_MS } from '../decide/plan'
import type { Observed, PhasedNode } from '../observed'
import { type PodsByNode, podHealthIn, unreadPods } from '../pod-health'
import type { Performer } from './performer'

interface Look {
  readonly at: number
  readonly health: Health
}

/** What was listed under each mark, by its id; it is listed again after a restart. */
export type PodLooks = Map<string, Look>

export const createPodLooks = (): PodLooks => new Map()

/** A mark that was not looked at for so long, in ms, is over. */
const FORGOTTEN_MS = 600_000

const MET: Health = { unmet: [], since: 0 }

/**
 * Marked nodes that pass all but this: those that are verified, and those that came up under their mark and are led elsewhere
 * by now. Of no other node are pods listed.
 */
const awaitsPods = (node: PhasedNode, { spec, now }: Observed): boolean => {
  const verify = verifyOf(spec.rollout)
  if (verify?.daemonSetPods === undefined || !isMarked(node)) return false
  if (isImage(node.status?.booted, node.target.digest)) {
    const at = verifiedAt({ ...node, pods: MET }, node.target, spec.rollout.minReadySeconds)
    return node.target.verify !== undefined && at !== undefined && now.getTime() >= at
  }
  return node.member.ready && hasComeUpElsewhere(node) && healthWithoutPods(node, verify).unmet.length === 0
}

const isFresh = ({ at }: Look, { is }: PhasedNode, now: number): boolean =>
  now >= at && now < at + (is.phase === 'Failed' ? PODS_OF_FAILED_EVERY_MS : PODS_EVERY_MS)

/** The pods of DaemonSets on the nodes that wait for them, listed at most every few seconds; undefined when no node waits. */
export const lookAtPods = async (
  { each }: Pick<Performer, 'each'>,
  cluster: Pick<Cluster, 'recentPodsOn'>,
  looks: PodLooks,
  observed: Observed,
): Promise<PodsByNode | undefined> => {
  const selector = verifyOf(observed.spec.rollout)?.daemonSetPods
  const waiting = observed.nodes.filter(node => awaitsPods(node, observed))
  if (selector === undefined || waiting.length === 0) return undefined
  const now = observed.now.getTime()
  for (const [id, { at }] of looks) if (now > at + FORGOTTEN_MS) looks.delete(id)
  const found = new Map<string, Health>()
  await each(waiting, async node => {
    const id = node.member.slot?.id ?? ''
    const known = looks.get(id)
    const health =
      known !== undefined && isFresh(known, node, now)
        ? known.health
        : await cluster.recentPodsOn(node.name).then(
            pods => podHealthIn(pods, selector, observed.now),
            (error: unknown) => unreadPods(errorText(error)),
          )
    if (health !== known?.health) looks.set(id, { at: now, health })
    found.set(node.name, health)
  })
  return found
}
