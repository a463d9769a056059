import type { Node } from '../api/kubernetes'
import type { PoolMember } from '../api/pool-member'

/**
 * A transition that was seen later than this, in milliseconds, or before it was said to have happened, is dated by when it
 * was seen: most often the clock of its kubelet is wrong, and else it only waits a little longer.
 */
const CREDIBLE_MS = 10_000

export type ReadyTimes = Pick<PoolMember, 'readySince' | 'readyTransition'>

interface Seen {
  readonly node: Node
  readonly before: PoolMember | undefined
  readonly now: Date
}

const dated = (transition: string, isNew: boolean, now: Date): ReadyTimes => {
  const age = now.getTime() - Date.parse(transition)
  // The kubelet knows best of a Node that is seen for the first time, as long as it is the past.
  const isCredible = age >= 0 && (isNew || age <= CREDIBLE_MS)
  return isCredible ? { readySince: transition } : { readySince: now.toISOString(), readyTransition: transition }
}

/**
 * Since when the Node has been Ready in its present boot, or has not been Ready, by our own clock. The Node says it by its
 * kubelet's, which may be hours off, so its word is compared only with its own earlier one: when it has changed, the
 * transition has happened just now. A kubelet that comes back in another boot may never have been NotReady: Ready in that
 * boot it is from now on. `readyTransition` is the Node's own word, where that is not `readySince` itself.
 */
export const readySinceOf = ({ node, before, now }: Seen): ReadyTimes => {
  const condition = node.status?.conditions?.find(({ type }) => type === 'Ready')
  const transition = condition?.lastTransitionTime
  if (typeof transition !== 'string' || Number.isNaN(Date.parse(transition))) return {}
  if (before?.readySince === undefined) return dated(transition, true, now)
  const ready = condition?.status === 'True'
  const known = before.readyTransition ?? before.readySince
  const isOtherBoot = ready && before.bootID !== '' && before.bootID !== node.status?.nodeInfo?.bootID
  if (known !== transition || before.ready !== ready) return dated(transition, false, now)
  if (isOtherBoot) return { readySince: now.toISOString(), readyTransition: transition }
  const { readySince, readyTransition } = before
  return { readySince, readyTransition }
}
