import type { BootcRolloutSpec } from '../../api/bootc-rollout'
import type { Direction } from '../../node/attempt-key'

/**
 * Whether windows and gates are asked at all. What goes back does not wait for the calendar, and an alert that the image caused
 * must not keep its cure away; an urgent target passes both.
 */
export const mayBeHeldUp = ({
  spec,
  direction,
}: {
  readonly spec: BootcRolloutSpec
  readonly direction: Direction
}): boolean => direction === 'target' && spec.urgent !== true
