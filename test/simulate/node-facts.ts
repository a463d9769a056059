import { readMark } from '../../hooks/api/mark'
import { NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../hooks/api/names'
import type { Slot } from '../../hooks/api/slot'
import type { Stored } from './store'

/** The label that limits of the simulator count by. */
export const ZONE = 'topology.kubernetes.io/zone'

interface NodeSpec {
  readonly unschedulable?: boolean
}
interface NodeStatus {
  readonly conditions?: ReadonlyArray<{
    readonly type: string
    readonly status: string
    readonly lastTransitionTime: string
  }>
  readonly nodeInfo?: { readonly bootID: string }
}

export const isCordonedNow = (node: Stored | undefined): boolean =>
  (node?.spec as NodeSpec | undefined)?.unschedulable === true

export const isNodeSchedulable = (node: Stored | undefined): boolean => node !== undefined && !isCordonedNow(node)

export const readyStatus = (node: Stored | undefined): string | undefined =>
  (node?.status as NodeStatus | undefined)?.conditions?.[0]?.status

export const isReadyNow = (node: Stored | undefined): boolean => readyStatus(node) === 'True'

export const readySinceOf = (node: Stored | undefined): string | undefined =>
  (node?.status as NodeStatus | undefined)?.conditions?.[0]?.lastTransitionTime

export const hasConditions = (node: Stored | undefined, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([type, status]) =>
    (node?.status as NodeStatus | undefined)?.conditions?.some(one => one.type === type && one.status === status),
  )

export const nodeBootOf = (node: Stored | undefined): string | undefined =>
  (node?.status as NodeStatus | undefined)?.nodeInfo?.bootID

const marks = new WeakMap<object, Slot | undefined | 'none'>()

/** The whole mark on a Node; undefined without one. Remembered by object, since it is asked for all the time. */
export const markOn = (node: Stored | undefined): Slot | undefined => {
  if (node?.metadata.annotations === undefined) return undefined
  const known = marks.get(node)
  if (known !== undefined) return known === 'none' ? undefined : known
  const mark = readMark(node.metadata)
  const slot = mark.state === 'whole' ? mark.slot : undefined
  marks.set(node, slot ?? 'none')
  return slot
}

/** Whether a mark, or what somebody left of one, is on the Node. */
export const hasMarkOfAnyKind = (node: Stored | undefined): boolean =>
  node?.metadata.labels?.[NODE_SLOT_LABEL] !== undefined ||
  node?.metadata.annotations?.[NODE_SLOT_ANNOTATION] !== undefined
