import { errorText } from '../../api/error-text'
import type { Health } from '../../node/observed-node'
import { verifyOf } from '../../node/unwell'
import type { Cluster } from '../../ports/cluster'
import { podsAwaitedAt, podsEveryMs } from '../decide/pods-awaited'
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

const isFresh = ({ at }: Look, { is }: PhasedNode, now: number): boolean => now >= at && now < at + podsEveryMs(is)

/** The pods of DaemonSets on the nodes that wait for them, listed at most every few seconds; undefined when no node waits. */
export const lookAtPods = async (
  { each }: Pick<Performer, 'each'>,
  cluster: Pick<Cluster, 'recentPodsOn'>,
  looks: PodLooks,
  observed: Observed,
): Promise<PodsByNode | undefined> => {
  const selector = verifyOf(observed.spec.rollout)?.daemonSetPods
  const now = observed.now.getTime()
  const waiting = observed.nodes.filter(node => (podsAwaitedAt(node, observed) ?? Number.POSITIVE_INFINITY) <= now)
  if (selector === undefined || waiting.length === 0) return undefined
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
