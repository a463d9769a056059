import { type Mutation, PROPERTIES, STORIES } from './mutation'

const found = (
  caughtBy: string,
  mutation: Omit<Mutation, 'tests' | 'caughtBy'>,
  tests: string = PROPERTIES,
): Mutation => ({
  ...mutation,
  tests,
  caughtBy,
})

/** Bugs that only an invariant at every moment finds. */
export const invariantMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'slots are counted from the members alone, which lag behind our own marks',
    file: 'hooks/rollout-sync/act/fill.ts',
    text: 'takenBy: list => new Set([...ownNames(filling, list), ...down]),',
    by: 'takenBy: list => new Set([...ownNames(filling, list).slice(99), ...down]),',
    tests: 'rollout-sync/lagging-members.test.ts',
    caughtBy: 'counts: no other node starts beside it',
  },
  found('takesOneControlPlaneNode', {
    bug: 'the control plane is filled like any node',
    file: 'hooks/rollout-sync/act/fill.ts',
    text: 'const isControlPlane = node.member.controlPlane',
    by: 'const isControlPlane = node.member.controlPlane && isRepair',
  }),
  found('rebootsOnlyDrainedNodes', {
    bug: 'a drain counts as done from its beginning, and nobody looks for pods',
    file: 'hooks/rollout-sync/act/approve.ts',
    text: 'if (!mark.slot.drain.skip && !gaveUp) {',
    by: 'if (false) {',
    also: {
      file: 'hooks/node-sync/drain-state.ts',
      text: 'if (remaining.length === 0) return',
      by: 'if (true) return',
    },
  }),
  {
    bug: 'an empty node is looked at every ten seconds without end',
    file: 'hooks/node-sync/drain-state.ts',
    text: "before?.state === 'Drained' ? STILL_EMPTY_SECONDS : REFUSED_SECONDS",
    by: 'REFUSED_SECONDS',
    tests: 'node-sync/drain-plan.test.ts',
    caughtBy: 'that is done still is looked at seldom',
  },
  {
    bug: 'a mark goes although the host may still reboot under it',
    file: 'hooks/slot/free-slot.ts',
    text: 'update?.spec.node.nodeUID === live.metadata.uid ?',
    by: 'update === null ?',
    tests: 'slot/free-slot.test.ts',
    caughtBy: 'an order on its way loses',
  },
  found(
    'is read when it may say already what is seen',
    {
      bug: 'node-sync takes an update as rollout-sync was shown it for what it says now',
      file: 'hooks/node-sync/shown-update.ts',
      text: 'isItsOwn(shown, node, membership) && shown.spec.node.slot?.id !== id',
      by: 'isItsOwn(shown, node, membership) && id !== null',
    },
    'node-sync/shown-update.test.ts',
  ),
  found(
    'is read when it was shown a minute ago',
    {
      bug: 'what rollout-sync was shown counts without end',
      file: 'hooks/ports/shown.ts',
      text: 'isOld(entry.at, now().getTime()) ?',
      by: 'false ?',
    },
    'node-sync/shown-update.test.ts',
  ),
  found(
    'is good for one write',
    {
      bug: 'a version that was written to is written to again',
      file: 'hooks/node-sync/sync.ts',
      text: '  shown.updates.forget(name)\n',
      by: '',
    },
    'node-sync/shown-update.test.ts',
  ),
  found(
    'is read when it has changed since',
    {
      bug: 'a mark that the Node has outrun is given up, where it is decided again on the Node as it is',
      file: 'hooks/rollout-sync/act/mark-node.ts',
      text: "return outcome === 'done' ? outcome : mark(await cluster.readNode(node.name))",
      by: 'return outcome',
    },
    'rollout-sync/shown-node.test.ts',
  ),
  found(
    'is read, and its update too, where no order under its mark shows that it has rebooted',
    {
      bug: 'a mark goes without a look at the order, which may be alive under it',
      file: 'hooks/rollout-sync/act/release-slot.ts',
      text: ' && order.reboot?.mark === member.slot?.id',
      by: '',
    },
    'rollout-sync/shown-node.test.ts',
  ),
  found('usesAnApprovalOnce', {
    bug: 'an agent takes the order of an earlier boot for one of this boot',
    file: 'agent/order.ts',
    text: 'if (fromBoot === bootId) return true',
    by: 'return true',
  }),
  found('ordersOnlyTheTarget', {
    bug: 'a mark of an earlier target is good for a reboot, and whatever is ready is the target',
    file: 'hooks/rollout-sync/decide/next-order.ts',
    text: '    image: target.image,\n',
    by: "    image: (step => (step === 'Reboot' ? (node.status?.booted?.image ?? '') : target.image))(next.step),\n",
  }),
  found('startsNothingWhileStopped', {
    bug: 'a paused pool gives slots',
    file: 'hooks/rollout-sync/decide/gates.ts',
    text: '  paused, // the user',
    by: '  // the user',
  }),
  found(
    'takesOrdersBack',
    {
      bug: 'a withdrawal takes the mark away and leaves the order',
      file: 'hooks/slot/free-slot.ts',
      text: "if (order !== undefined && (order.step === 'Reboot' || !hasBegun)) {",
      by: 'if (false) {',
    },
    STORIES,
  ),
  {
    bug: 'an agent reboots although its order was taken back in between',
    file: 'agent/report/reporter.ts',
    text: 'who), at.metadata.resourceVersion)',
    by: 'who))',
    tests: '../agent/reporter.test.ts',
    caughtBy: 'so that a withdrawal in between wins',
  },
  found('cordonsWithItsMark', {
    bug: 'a mark goes without its cordon',
    file: 'hooks/slot/free-slot.ts',
    text: '!isKeptCordoned(live) ? false : undefined',
    by: '!isKeptCordoned(live) ? undefined : undefined',
  }),
  found(
    'cordon',
    {
      bug: 'a cordon that an admin made is taken for ours',
      file: 'hooks/slot/take-slot.ts',
      text: 'old?.uncordon ?? live.spec?.unschedulable !== true',
      by: 'old?.uncordon ?? true',
    },
    'slot/take-slot.test.ts',
  ),
  found('leavesNothingArmed', {
    bug: 'an agent leaves a staged image that its pool does not want',
    file: 'agent/decide/decide.ts',
    text: '  unstageUnwanted, //',
    by: '  //',
  }),
  found('leavesNoMark', {
    bug: 'marks without a pool are left alone',
    file: 'hooks/node-sync/stray-mark.ts',
    text: "mark.state === 'half' || (mark.state === 'whole' && mark.slot.pool !== membership?.pool)",
    by: "mark.state === 'half'",
  }),
  found('leavesNoMark', {
    bug: 'a drained node whose staged image was lost in its reboot waits for ever',
    file: 'hooks/rollout-sync/decide/plan.ts',
    text: ' && order.reboot?.fromBoot === status?.boot?.id',
    by: '',
    also: {
      file: 'hooks/rollout-sync/decide/withdrawal.ts',
      text: "if (isWaiting && node.status?.ready?.digest !== target.digest) return 'its staged image is gone'",
      by: '',
    },
  }),
  {
    bug: 'a mark that cannot be read leaves its cordon, though the member knows whose it is',
    file: 'hooks/node-sync/stray-mark.ts',
    text: 'cordonWasOurs: member?.slot?.uncordon === true',
    by: 'cordonWasOurs: member?.slot?.uncordon !== member?.slot?.uncordon',
    tests: 'node-sync/stray-mark.test.ts',
    caughtBy: 'that cannot be read, with the cordon that the member remembers as ours',
  },
  {
    bug: 'half a mark goes without its cordon',
    file: 'hooks/slot/free-slot.ts',
    text: "mark.state !== 'none' && (mark.slot?.uncordon ?? cordonWasOurs)",
    by: "mark.state === 'whole' && (mark.slot?.uncordon ?? cordonWasOurs)",
    tests: 'slot/cordon-of-a-mark.test.ts',
    caughtBy: 'goes with the cordon that it says is ours',
  },
  found('tellsTheTruth', {
    bug: 'Completed is said of whatever number of nodes',
    file: 'hooks/rollout-sync/answer/headline.ts',
    text: 'seemsComplete(observed) && matchingNodes === observed.nodes.length',
    by: "observed.nodes.length > 0 && matchingNodes !== 0 && observed.nodes.every(({ is }) => is.phase !== 'Failed')",
  }),
  found('ends', {
    bug: 'a sync at rest writes a new time into every order',
    file: 'hooks/rollout-sync/decide/next-order.ts',
    text: 'old !== undefined && isSame(old, next) ? old.since : (rebootsSince(node) ?? now.toISOString())',
    by: 'now.toISOString()',
  }),
  found('ends', {
    bug: 'failures of an attempt stop the next one too',
    file: 'hooks/rollout-sync/failure-threshold.ts',
    text: "is.phase === 'Failed' && is.counts && isMeant(is)",
    by: "is.phase === 'Failed' && isMeant(is)",
  }),
  found(
    'finds who comes late',
    {
      bug: 'a drained node is never looked at again',
      file: 'hooks/node-sync/recheck-timer.ts',
      text: 'ms >= look.at && ms < look.due',
      by: 'ms >= look.at',
    },
    'node-sync/recheck-timer.test.ts',
  ),
  found(
    'looks at once when somebody uncordoned it',
    {
      bug: 'a drained node that somebody uncordoned counts as drained until its next look',
      file: 'hooks/node-sync/drain-node.ts',
      text: 'isCordoned(node) ? recheckTimer',
      by: 'node.spec !== undefined ? recheckTimer',
    },
    'node-sync/recheck-timer.test.ts',
  ),
]
