import { usesAnApprovalOnce } from './approval'
import { leavesNothingArmed, leavesNoUpdater, wantsNothingArmed } from './armed'
import { repairsOnlyWhatIsDown, staysWithinMaxUnavailable } from './budget'
import { keepsTheQuorum, takesOneControlPlaneNode } from './control-plane'
import { cordonsWithItsMark } from './cordon'
import { leavesPodsToTheirEnd, rebootsOnlyDrainedNodes } from './drain'
import { fitsItsSchema } from './fits-schema'
import { leavesForeignCordons } from './foreign-cordon'
import { startsNothingAtAClosedGate } from './gates'
import type { Invariant, RestInvariant } from './moment'
import { namesWhoIsLeft } from './named-drain'
import { namesTheObstacle } from './obstacle'
import { leavesNoCordon, leavesNoMark, tellsTheTruth } from './rest'
import { goesBackOnlyFromReboots, storesTheVerdictFirst } from './roll-back'
import { standsByItsReason } from './standing'
import { namesTheStepThatGoesOn, passesNoStepTooEarly, startsNobodyBesideItsStep } from './steps'
import { startsNothingWhileStopped } from './stopped'
import { asksBeforeItGoes, neverMixesReferences, neverReaimsByItself } from './tag'
import { ordersOnlyTheTarget } from './target'
import { staysWithinTopologyLimits } from './topology'
import { keepsUnreadNodesMarked } from './unverified'
import { keepsUnwellNodesMarked } from './unwell'
import { staysStopped, takesOrdersBack } from './withdrawn'

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  staysWithinMaxUnavailable,
  repairsOnlyWhatIsDown,
  staysWithinTopologyLimits,
  takesOneControlPlaneNode,
  keepsTheQuorum,
  usesAnApprovalOnce,
  rebootsOnlyDrainedNodes,
  leavesPodsToTheirEnd,
  ordersOnlyTheTarget,
  goesBackOnlyFromReboots,
  storesTheVerdictFirst,
  startsNothingWhileStopped,
  startsNothingAtAClosedGate,
  staysStopped,
  takesOrdersBack,
  cordonsWithItsMark,
  leavesForeignCordons,
  namesWhoIsLeft,
  neverMixesReferences,
  asksBeforeItGoes,
  neverReaimsByItself,
  wantsNothingArmed,
  keepsUnreadNodesMarked,
  keepsUnwellNodesMarked,
  namesTheObstacle,
  fitsItsSchema,
  standsByItsReason,
  namesTheStepThatGoesOn,
  passesNoStepTooEarly,
  startsNobodyBesideItsStep,
}

export const REST_INVARIANTS: Readonly<Record<string, RestInvariant>> = {
  leavesNoMark,
  leavesNoCordon,
  tellsTheTruth,
  leavesNothingArmed,
  leavesNoUpdater,
}
