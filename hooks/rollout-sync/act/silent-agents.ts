import { asWord, cleanText } from '../../api/clean-text'
import type { Pod } from '../../api/kubernetes'
import { AGENT_ACCOUNT, POOL_LABEL } from '../../api/names'
import type { Cluster } from '../../ports/cluster'
import type { Observed, PhasedNode } from '../observed'
import type { Performer } from './performer'

/** An agent that has not reported for so long, in milliseconds, is looked for. */
const LATE_MS = 60_000
/** Nodes looked at in one call: the first ones are enough to see what is wrong with all. */
const MOST_NODES = 3
/** Characters of a name in the note. */
const MOST_NAME = 100

/** Nodes that are up and whose agent has never reported, though its order is old. */
const isLate = ({ member, status, order }: PhasedNode, { now }: Observed): boolean =>
  member.ready && status === undefined && order !== undefined && now.getTime() >= Date.parse(order.since) + LATE_MS

const agentPodOf = (pods: ReadonlyArray<Pod>, pool: string): Pod | undefined =>
  pods.find(
    ({ metadata: { labels = {} } }) =>
      labels[POOL_LABEL] === pool && labels['app.kubernetes.io/name'] === AGENT_ACCOUNT,
  )

/** The kubelet alternates between both words for one and the same thing. */
const waitingReason = (reason: string): string => (reason === 'ErrImagePull' ? 'ImagePullBackOff' : asWord(reason))

const howIs = ({ status = {} }: Pod): string => {
  const [container] = status.containerStatuses ?? []
  const waiting = container?.state?.waiting?.reason
  // Between two tries it runs: what does not change from look to look is that it was restarted.
  if (container !== undefined && (container.restartCount ?? 0) > 0) return 'is restarted again and again: see its log'
  if (waiting !== undefined) {
    const image = waiting.includes('Image') || waiting === 'ErrImagePull' ? `, image ${container?.image ?? ''}` : ''
    return `does not start: ${waitingReason(waiting)}${cleanText(image, MOST_NAME)}`
  }
  if (status.phase === 'Running') return 'runs: see its log'
  return `is ${asWord(status.reason ?? status.phase ?? 'Pending')}`
}

/** How the agent's pod on a node is, as far as its status says. */
export const agentNote = (pods: ReadonlyArray<Pod>, pool: string): string => {
  const pod = agentPodOf(pods, pool)
  return pod === undefined
    ? 'no pod of its agent is there'
    : `pod ${cleanText(pod.metadata.name, MOST_NAME)} of its agent ${howIs(pod)}`
}

/** Notes on the agents that have never reported, by node; the first few. */
export const silentAgents = async (
  todo: Performer,
  cluster: Cluster,
  observed: Observed,
): Promise<ReadonlyMap<string, string>> => {
  const notes = new Map<string, string>()
  const late = observed.nodes.filter(node => isLate(node, observed)).slice(0, MOST_NODES)
  await todo.each(late, async ({ name }) => {
    const pods = await cluster.recentPodsOn(name).catch(() => undefined)
    if (pods !== undefined) notes.set(name, agentNote(pods, observed.spec.pool))
  })
  return notes
}

/** Whether a node may become late, or better, without an event here. */
export const awaitsAgents = ({ nodes }: Observed): boolean =>
  nodes.some(({ member, is }) => member.ready && is.phase === 'NotReporting')
