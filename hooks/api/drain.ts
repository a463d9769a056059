import { CLOCK_SLACK_MS } from './clocks'
import type { Pod } from './kubernetes'
import { isEmptySelector, selectorMatches } from './label-selector'
import type { DrainSettings, Slot } from './slot'

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'
const UNSCHEDULABLE_TAINT = 'node.kubernetes.io/unschedulable'

export const podName = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`

const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.[MIRROR_ANNOTATION] !== undefined

const isFinished = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

const controllerOf = ({ metadata }: Pod): { readonly kind: string; readonly name?: string } | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)

const controllerKind = (pod: Pod): string | undefined => controllerOf(pod)?.kind

export const isDaemonSetPod = (pod: Pod): boolean => controllerKind(pod) === 'DaemonSet'

/** The controller of a pod as kind and name; undefined when it has none. */
export const controllerName = (pod: Pod): string | undefined => {
  const found = controllerOf(pod)
  return found && [found.kind, ...(found.name === undefined ? [] : [found.name])].join(' ')
}

const toleratesCordon = ({ spec }: Pod): boolean =>
  (spec?.tolerations ?? []).some(
    ({ key, operator, effect }) =>
      (effect === undefined || effect === '' || effect === 'NoSchedule') &&
      (key === UNSCHEDULABLE_TAINT || ((key === undefined || key === '') && operator === 'Exists')),
  )

/**
 * A pod that tolerates the cordon and came after it is always put back, so a drain does not wait for it. One that may have
 * been there before is evicted: the next in its place is surely younger.
 */
const cameBack = (pod: Pod, markedSince: string): boolean =>
  toleratesCordon(pod) && Date.parse(pod.metadata.creationTimestamp) > Date.parse(markedSince) + CLOCK_SLACK_MS

/** A pod by its name, as a process knows itself. */
export interface PodReference {
  readonly namespace: string
  readonly name: string
}

export const isPod = ({ metadata }: Pod, reference: PodReference | undefined): boolean =>
  metadata.name === reference?.name && metadata.namespace === reference.namespace

/**
 * Whether the drain settings leave this pod alone until it ends by itself. An empty selector, which the CRD refuses, means no
 * pod: a drain that waits for every pod never ends.
 */
export const isLeftToEnd = ({ metadata }: Pod, { waitForPods }: DrainSettings): boolean =>
  waitForPods !== undefined && !isEmptySelector(waitForPods) && selectorMatches(waitForPods, metadata.labels ?? {})

/** What is said of a pod that a drain leaves to its end. */
export const LEFT_TO_END = 'it is left to end by itself (drain.waitForPods)'

/** What of a mark says which pods its drain waits for. */
export type DrainMark = Pick<Slot, 'since' | 'drain'>

/** Whether a drain waits for this pod to leave. One that is left to end may tolerate the cordon and come after it all the same. */
export const mustLeave = (pod: Pod, { since, drain }: DrainMark): boolean =>
  !isMirror(pod) && !isFinished(pod) && !isDaemonSetPod(pod) && (isLeftToEnd(pod, drain) || !cameBack(pod, since))

/** The pods that a drain waits for, by namespace and name. Not the operator's own: it would have to wait for itself. */
export const awaitedPods = (
  pods: ReadonlyArray<Pod>,
  mark: DrainMark,
  operatorPod: PodReference | undefined,
): ReadonlyArray<Pod> =>
  pods
    .filter(pod => mustLeave(pod, mark) && !isPod(pod, operatorPod))
    .sort((a, b) => (podName(a) < podName(b) ? -1 : 1))

/** Why the drain settings forbid evicting this pod; undefined when they do not. */
export const evictionForbidden = (pod: Pod, settings: DrainSettings): string | undefined => {
  if (!settings.force && controllerKind(pod) === undefined)
    return 'no controller would replace it and drain.force is false'
  const hasEmptyDir = (pod.spec?.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined)
  return hasEmptyDir && !settings.deleteEmptyDirData
    ? 'it has emptyDir data and drain.deleteEmptyDirData is false'
    : undefined
}
