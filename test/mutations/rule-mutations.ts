import { type Mutation, STORIES } from './mutation'

const told = (caughtBy: string, mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: STORIES,
  caughtBy,
})

const ATTEMPT_KEY = 'node/attempt-key.test.ts'
const gates = 'hooks/rollout-sync/decide/gates.ts'

/** Bugs in single rules, each of which a story tells. */
export const ruleMutations: ReadonlyArray<Mutation> = [
  told('how pods are drained, edited while a node drains', {
    bug: 'how pods are drained is frozen in the mark',
    file: 'hooks/rollout-sync/decide/edited-drains.ts',
    text: '  return nodes.filter(node => isEdited(node, wanted))',
    by: '  return nodes.filter(node => isEdited(node, wanted) && false)',
  }),
  {
    bug: 'an edited drain is a new mark',
    file: 'hooks/rollout-sync/act/edit-drain.ts',
    text: '{ ...mark.slot, drain }',
    by: "{ ...mark.slot, id: live.metadata.resourceVersion ?? '', drain }",
    tests: 'failures/edits.test.ts',
    caughtBy: 'reaches the mark of a node that drains, which stays the same mark',
  },
  told('given up is taken to what the pool last ran', {
    bug: 'a node without a memory has nowhere to return to',
    file: 'hooks/node/node-target.ts',
    text: ' : lastDeployed(rollout)',
    by: ' : undefined',
  }),
  told('the image is edited back to what the nodes run', {
    bug: 'a pool is complete while another image is staged on its nodes',
    file: 'hooks/rollout-sync/act/act.ts',
    text: '!isMarked(node) &&\n  unwantedStaging(node) === undefined',
    by: '!isMarked(node)',
  }),
  told('an image that breaks bootc', {
    bug: 'a node whose new image broke bootc is uncordoned unverified',
    file: 'hooks/node/node-phase.ts',
    text: "  if (isMarkedFor(node, target) && isUnreadAfterReboot(node)) return { phase: 'Verifying' }\n",
    by: '',
  }),
  told('a bad image is left where nothing locks it', {
    bug: 'a node that waits for its turn keeps an image that any reboot runs',
    file: 'hooks/rollout-sync/decide/next-order.ts',
    text: '  !isArmed(node) &&\n',
    by: '',
  }),
  told('only staged, since somebody else reboots', {
    bug: 'StageOnly is no gate',
    file: gates,
    text: '  stageOnly, // then',
    by: '  // then',
  }),
  told('halted by a node that fell back', {
    bug: 'a halted pool goes on',
    file: gates,
    text: "  if (verdict?.action !== 'Halt') return undefined",
    by: '  if (verdict !== undefined) return undefined',
  }),
  told('a node that cannot stage', {
    bug: 'a terminal failure of an agent is no failure',
    file: 'hooks/rollout-sync/failure-threshold.ts',
    text: 'const isReached = failed.length >= threshold',
    by: 'const isReached = failed.length > threshold',
  }),
  told('three nodes one after another', {
    bug: 'the first node starts before all have the image',
    file: gates,
    text: '  notStagedEverywhere, //',
    by: '  //',
  }),
  told('a window that opens later, and closes over a drain', {
    bug: 'windows are no gate',
    file: gates,
    text: '  outsideWindow, //',
    by: '  //',
  }),
  told('maxUnavailable 0 lets nobody start', {
    bug: 'maxUnavailable 0 says nothing of itself',
    file: gates,
    text: '  maxUnavailableIsZero, //',
    by: '  //',
  }),
  told('a node that is down for a while counts', {
    bug: 'a NotReady node without a mark takes no slot',
    file: 'hooks/rollout-sync/decide/unavailable.ts',
    text: "if (!node.member.ready) return node.member.unschedulable ? 'NotReadyAndCordoned' : 'NotReady'",
    by: '',
  }),
  told('the control plane goes last, one at a time', {
    bug: 'the control plane goes by name like all others',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: 'member.runsOperator ? 2 : member.controlPlane ? 1 : 0',
    by: 'member.runsOperator ? 2 : 0',
  }),
  told('a node that is held is skipped', {
    bug: 'a node that is about to be deleted gets a slot',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: 'member.holds.length === 0 && ',
    by: '',
  }),
  told('a node that two pools claim starts nothing', {
    bug: 'a node that two pools claim starts',
    file: 'hooks/node/node-phase.ts',
    text: 'member.contenders.length > 1 && !marked',
    by: 'member.contenders.length > 9 && !marked',
  }),
  told('a node that comes back NotReady, repaired by another image', {
    bug: 'a node that its image broke is never repaired',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: 'if (closed !== undefined && !REPAIRING.has(closed.reason)) return',
    by: 'if (closed !== undefined) return',
  }),
  told('a node that waits until it was Ready for long', {
    bug: 'minReadySeconds is not waited for',
    file: 'hooks/node/verified.ts',
    text: ' + minReadySeconds * 1000',
    by: '',
  }),
  told('a node that never comes back', {
    bug: 'rebootTimeoutSeconds does not run',
    file: 'hooks/node/timeouts.ts',
    text: "rebooting(node, target, 'RebootTimedOut', settings.rebootTimeoutSeconds)",
    by: 'undefined',
  }),
  told('a download that takes too long', {
    bug: 'stageTimeoutSeconds does not run',
    file: 'hooks/node/timeouts.ts',
    text: 'staging(node, target, settings.stageTimeoutSeconds)',
    by: 'undefined',
  }),
  told('an agent that is dead', {
    bug: 'an agent that never reports may take for ever',
    file: 'hooks/node/timeouts.ts',
    text: 'seen >= order.id',
    by: 'true',
  }),
  told('a drain that a budget blocks for too long', {
    bug: 'drainTimeoutSeconds does not run',
    file: 'hooks/node-sync/drain-plan.ts',
    text: 'drain.timeoutSeconds > 0 && now',
    by: 'drain.timeoutSeconds < 0 && now',
  }),
  told('rolled back after a node did not come up', {
    bug: 'the policy RollBack halts',
    file: 'hooks/rollout-sync/failure-threshold.ts',
    text: "goesBack ? 'RollBack' : 'Halt'",
    by: "goesBack ? 'Halt' : 'Halt'",
  }),
  told('cancelled half way', {
    bug: 'a return leads to where the node is already',
    file: 'hooks/node/node-target.ts',
    text: 'isImage(booted, spec.digest) ? before : own',
    by: 'isImage(booted, spec.digest) ? own : own',
  }),
  {
    bug: 'another retry is the same attempt',
    file: 'hooks/api/attempt.ts',
    text: 'retry === undefined ? shortDigest',
    by: "retry !== '' ? shortDigest",
    tests: ATTEMPT_KEY,
    caughtBy: 'is another one for each digest, each value of retry and each direction',
  },
  {
    bug: 'another retry is the same attempt to go back',
    file: 'hooks/node/attempt-key.ts',
    text: 'rollout.retry === undefined',
    by: "rollout.retry !== ''",
    tests: ATTEMPT_KEY,
    caughtBy: 'is another one for each digest, each value of retry and each direction',
  },
  told('two nodes may download at once', {
    bug: 'maxStaging is no limit',
    file: 'hooks/rollout-sync/decide/staging.ts',
    text: '.slice(0, spec.rollout.maxStaging)',
    by: '',
  }),
  told('paused while a node drains, and resumed', {
    bug: 'a pause takes no mark back',
    file: gates,
    text: '[beingDeleted, paused, stageOnly',
    by: '[beingDeleted, stageOnly',
  }),
  told('another image while a node drains', {
    bug: 'a mark for an earlier target is kept',
    file: 'hooks/rollout-sync/decide/withdrawal.ts',
    text: "? 'the target changed' : undefined",
    by: '? undefined : undefined',
  }),
  told('a node that an admin rolled back is left alone', {
    bug: 'a node that somebody rolled back is updated again',
    file: 'hooks/node/node-phase.ts',
    text: "status.attempt.outcome === 'Succeeded'",
    by: "status.attempt.outcome === 'Failed'",
  }),
  {
    bug: 'the report of an older machine of the same name counts',
    file: 'hooks/rollout-sync/observed.ts',
    text: 'update.status?.nodeUID === update.spec.node.nodeUID ? cleanReport(update.status) : undefined',
    by: 'update.status && cleanReport(update.status)',
    tests: 'failures/leaves-and-joins.test.ts',
    caughtBy: 'inherits no failure',
  },
]
