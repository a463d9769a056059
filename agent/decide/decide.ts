import type { HostFailure } from '../bootc/errors'
import { isGoingDown } from '../observe/facts'
import { type Action, messageOf, type Situation, type Workable } from '../observe/situation'
import { competingUpdater, layeredPackages, lyingStatus, notBootcHost, readOnlyHost } from './rules/host-rules'
import {
  booted,
  corruptedLayer,
  corruptedStaging,
  failedBefore,
  failedComesUp,
  hasFailed,
  incompleteStaging,
  leftImage,
  notReady,
  observeOnly,
  ready,
  rebootRequired,
  rollbackQueued,
  stagedUnifiedKernel,
  unlockedStaging,
  unstageUnwanted,
  wrongArchitecture,
} from './rules/image-rules'
import { preparedSoftReboot, rebootOrdered, withdrawnReboot } from './rules/reboot-rules'
import { cannot, pausedAfterFailure, type Rule } from './rules/rule'
import { unenforceable, unverifiedStaging } from './rules/signature-rules'

/** The action table (bootc-contract.md §11): the first rule that has something to say wins. */
const RULES: ReadonlyArray<Rule> = [
  notBootcHost, // these three: nothing may be done to the host at all
  layeredPackages,
  readOnlyHost,
  lyingStatus, // then no fact that follows can be trusted
  withdrawnReboot, // before everything else, since an unlocked image would come up with anyone's reboot
  pausedAfterFailure, // whatever failed is not tried again at once
  competingUpdater, // another updater would unlock, unstage or reboot
  preparedSoftReboot, // no reboot and no staging over one: it hangs the host
  incompleteStaging,
  unverifiedStaging, // these three: before every rule by which it could come up
  wrongArchitecture,
  corruptedStaging,
  unstageUnwanted, // no unwanted image comes up
  rollbackQueued, // on the wanted image: make sure that it stays
  rebootRequired,
  booted,
  failedComesUp, // on another image: not again in this attempt
  observeOnly, // here ends what guards the host, whatever the step
  failedBefore,
  leftImage,
  rebootOrdered, // the wanted image is ready
  unlockedStaging,
  ready,
  unenforceable,
  corruptedLayer, // nothing is pulled over it
  stagedUnifiedKernel, // nor staged over it
  notReady,
]

/**
 * The host is going down, and what it says meanwhile means nothing. Nor does a withdrawal: the reboot was reported first,
 * bound to the order as it was.
 */
const rebootAsked = ({ memory, host, now }: Situation): Action | undefined => {
  const { intent } = memory
  if (intent === undefined || !isGoingDown(memory, host, now)) return undefined
  const again = intent.tries > 1 ? `, asked ${intent.tries} times` : ''
  const reboots = messageOf({ do: 'reboot', how: intent.how, soft: intent.soft === 'asked' })
  return { do: 'wait', phase: 'Rebooting', because: `${reboots}${again}` }
}

/** Where `bootc status` does not answer, a slow host as well as another bootc may be why: what failed before has not succeeded. */
const standingFailure = ({ pause, memory: { attempt }, order }: Situation): HostFailure | undefined => {
  if (pause !== undefined || order.kind !== 'given') return pause?.failure
  return hasFailed(attempt, order)
}

/** What to do next, with the reason. Pure: the same situation gives the same action. */
export const decide = (situation: Situation): Action => {
  const { order, host } = situation
  if (order.kind === 'none') return { do: 'wait', phase: 'Idle', because: order.because }
  const asked = rebootAsked(situation)
  if (asked !== undefined) return asked
  if (host.kind === 'unreadable') {
    return { do: 'wait', phase: 'Failed', because: host.failure.message, failure: host.failure }
  }
  if (host.kind === 'busy') {
    const phase = situation.memory.intent === undefined ? 'Staging' : 'Rebooting'
    return { do: 'wait', phase, because: host.because, failure: standingFailure(situation) }
  }
  if (order.kind === 'invalid') return cannot('InvalidOrder', order.because)
  const workable: Workable = { ...situation, order, host }
  for (const rule of RULES) {
    const action = rule(workable)
    if (action !== undefined) return action
  }
  return cannot('CommandFailed', 'no rule covers this situation')
}
