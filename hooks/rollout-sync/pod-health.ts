import type { BootcRollout } from '../api/bootc-rollout'
import { cleanText } from '../api/clean-text'
import { between } from '../api/clocks'
import { isDaemonSetPod, podName } from '../api/drain'
import type { Pod } from '../api/kubernetes'
import { type LabelSelector, selectorMatches } from '../api/label-selector'
import type { Health } from '../node/observed-node'

/** Characters of why pods cannot be listed. */
const MOST_SAID = 200

const readyOf = ({ status }: Pod) => status?.conditions?.find(({ type }) => type === 'Ready')

const becameReadyAt = (pod: Pod): number => {
  const created = Date.parse(pod.metadata.creationTimestamp)
  const transition = readyOf(pod)?.lastTransitionTime
  return typeof transition === 'string' ? Date.parse(transition) || created : created
}

/**
 * How the pods of DaemonSets are that `verify` selects, of those on one node: at least one, and each Ready. One that is
 * terminating is on its way out. Since when is by the kubelet's clock, and so no later than now.
 */
export const podHealthIn = (pods: ReadonlyArray<Pod>, selector: LabelSelector, now: Date): Health => {
  const selected = pods.filter(
    pod =>
      isDaemonSetPod(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      selectorMatches(selector, pod.metadata.labels ?? {}),
  )
  if (selected.length === 0) return { unmet: ['no pod of a DaemonSet that it selects is on the node'], since: 0 }
  const unready = selected.filter(pod => readyOf(pod)?.status !== 'True').map(podName)
  const times = selected.map(pod =>
    between(Date.parse(pod.metadata.creationTimestamp), becameReadyAt(pod), now.getTime()),
  )
  return { unmet: unready.sort().map(name => `pod ${name} is not Ready`), since: Math.max(...times) }
}

/** Pods that may not be read are not known to be Ready. */
export const unreadPods = (why: string): Health => ({
  unmet: [`its DaemonSet pods cannot be read: ${cleanText(why, MOST_SAID)}`],
  since: 0,
})

const POD_CLAUSE = /^(pod |no pod |its DaemonSet pods )/

/** The pods of each node, as far as they were listed. */
export interface PodsByNode {
  readonly get: (node: string) => Health | undefined
}

/** As the hooks listed them last: of a node that is not named every pod was Ready, or was not asked for yet. */
export const podsInStatus = ({ status }: BootcRollout): PodsByNode => {
  const unwell = new Map((status?.unwell ?? []).map(({ node, because }) => [node, because]))
  return {
    get: node => ({ unmet: (unwell.get(node) ?? []).filter(clause => POD_CLAUSE.test(clause)), since: 0 }),
  }
}
