import type { BootcNodeUpdate } from '../api/bootc-node-update'
import type { Node } from '../api/kubernetes'
import { type Mark, readMark } from '../api/mark'
import {
  NODE_FAILED_ANNOTATION,
  NODE_KEEP_CORDONED_ANNOTATION,
  NODE_SLOT_ANNOTATION,
  NODE_SLOT_LABEL,
} from '../api/names'
import { hasBegunReboot, isRebootAlive, isStrayReboot, type OrderContent, withdrawn } from '../api/order'
import type { Cluster, NodePatch } from '../ports/cluster'
import { nodeEvent } from '../ports/events'
import { protectionsToRemove } from '../ports/protections'

/** `busy`: the host may still reboot under this mark; `conflict`: the Node changed meanwhile. Both: retry soon. */
export type UnmarkOutcome = 'done' | 'already' | 'busy' | 'conflict'

export interface Unmark {
  readonly node: string
  /** Whether the mark that is found live is the one to remove. */
  readonly matches: (mark: Mark, live: Node) => boolean
  /** The node is in no pool of the mark's any more, so that another boot by its kubelet's word ends a reboot. */
  readonly leftPool?: boolean
  /** Left on the Node when the mark goes because of a failure; null forgets an earlier one. */
  readonly failed?: { readonly attempt: string; readonly reason: string } | null
  /** Its order is withdrawn before the mark goes: when, and what it is to say then if that is not the same without a reboot. */
  readonly withdrawal?: { readonly at: Date; readonly next?: OrderContent }
  /** The host runs its target in another boot than its order's, which no order under this mark lets it leave: so none is read. */
  readonly orderIsOver?: boolean
  /** Whether the cordon is ours, as far as is known elsewhere; asked only when the mark itself cannot be read. */
  readonly cordonWasOurs?: boolean
}

/** Whether this Node is to be schedulable again. An unreadable mark does not say whose the cordon is. */
const isOurCordon = (mark: Mark, { cordonWasOurs = false }: Unmark): boolean =>
  mark.state !== 'none' && (mark.slot?.uncordon ?? cordonWasOurs)

const isKeptCordoned = ({ metadata }: Node): boolean =>
  metadata.annotations?.[NODE_KEEP_CORDONED_ANNOTATION] !== undefined

const failedAnnotation = ({ failed }: Unmark): NodePatch['annotations'] =>
  failed === undefined ? {} : { [NODE_FAILED_ANNOTATION]: failed && JSON.stringify(failed) }

const patchFor = (mark: Mark, live: Node, request: Unmark): NodePatch => ({
  labels: { [NODE_SLOT_LABEL]: null },
  annotations: {
    [NODE_SLOT_ANNOTATION]: null,
    ...failedAnnotation(request),
    ...protectionsToRemove(mark.state === 'none' ? undefined : mark.slot),
  },
  unschedulable: isOurCordon(mark, request) && !isKeptCordoned(live) ? false : undefined,
})

/** An event for the admin who expects a schedulable node. */
const recordKeptCordoned = (cluster: Cluster, mark: Mark, live: Node): void =>
  cluster.recordEvent(
    nodeEvent(live, {
      reason: 'KeptCordoned',
      message: `stays cordoned, as annotation ${NODE_KEEP_CORDONED_ANNOTATION} asks; its slot is free`,
      key: mark.state === 'none' ? '' : (mark.slot?.id ?? ''),
    }),
  )

/**
 * With the order goes what showed that the node failed: so the failure is left on the Node before, or the node would get a new
 * order instead of losing its mark.
 */
const rememberFailure = async (cluster: Cluster, live: Node, { node, failed }: Unmark): Promise<'known' | 'noted'> => {
  if (failed === undefined || failed === null) return 'known'
  const text = JSON.stringify(failed)
  if (live.metadata.annotations?.[NODE_FAILED_ANNOTATION] === text) return 'known'
  const annotations = { [NODE_FAILED_ANNOTATION]: text }
  await cluster.patchNode(node, live.metadata.resourceVersion ?? '', { annotations })
  return 'noted'
}

/**
 * Sees to it that the host can not reboot by its order any more. The withdrawal is written even over an order that does not
 * say Reboot: one that does may be on its way, and is bound to the update as it was.
 */
const endOrder = async (
  cluster: Cluster,
  update: BootcNodeUpdate,
  live: Node,
  request: Unmark,
): Promise<UnmarkOutcome> => {
  const { withdrawal, leftPool = false } = request
  const isAlive = leftPool ? isStrayReboot(update, live, withdrawal?.at ?? new Date(0)) : isRebootAlive(update)
  const failure = isAlive ? await rememberFailure(cluster, live, request) : 'known'
  if (withdrawal === undefined) return isAlive ? 'busy' : 'done'
  const { order } = update.spec
  const hasBegun = isAlive && hasBegunReboot(update)
  if (order !== undefined && (order.step === 'Reboot' || !hasBegun)) {
    const outcome = await cluster.patchUpdate(update, { order: withdrawn(order, withdrawal.at, withdrawal.next) })
    if (outcome === 'conflict') return 'conflict'
  }
  // What was just noted made the Node that was read an old one.
  return hasBegun || failure === 'noted' ? 'busy' : 'done'
}

/** Takes the mark away from the Node as it was found, once `endsOrder` has made sure that the host cannot reboot. */
const unmarkFound = async (
  cluster: Cluster,
  live: Node | undefined,
  request: Unmark,
  endsOrder: (live: Node) => Promise<UnmarkOutcome>,
): Promise<UnmarkOutcome> => {
  if (live === undefined) return 'already'
  const mark = readMark(live.metadata)
  if (mark.state === 'none' || !request.matches(mark, live)) return 'already'
  const ended = await endsOrder(live)
  if (ended !== 'done') return ended
  const patch = patchFor(mark, live, request)
  const outcome = await cluster.patchNode(request.node, live.metadata.resourceVersion ?? '', patch)
  if (outcome === 'done' && isOurCordon(mark, request) && isKeptCordoned(live)) recordKeptCordoned(cluster, mark, live)
  return outcome === 'done' ? 'done' : outcome === 'gone' ? 'already' : 'conflict'
}

/**
 * Takes a mark and its cordon away in one write, bound to the Node as it was found. Never while the node's BootcNodeUpdate,
 * read live, lets the host reboot. Where no order can, the Node as node-sync was shown it will do; one that changed since is read.
 */
export const unmark = async (cluster: Cluster, request: Unmark): Promise<UnmarkOutcome> => {
  const endsOrder = async (live: Node): Promise<UnmarkOutcome> => {
    const update = request.orderIsOver === true ? undefined : await cluster.readUpdate(request.node)
    return update?.spec.node.nodeUID === live.metadata.uid ? endOrder(cluster, update, live, request) : 'done'
  }
  const shown = request.orderIsOver === true ? cluster.shownNode(request.node) : undefined
  if ((await unmarkFound(cluster, shown, request, endsOrder)) === 'done') return 'done'
  return unmarkFound(cluster, await cluster.readNode(request.node), request, endsOrder)
}
