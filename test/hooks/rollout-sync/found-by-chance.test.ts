import { play } from '../../simulate/play'
import type { Scenario } from '../../simulate/scenario'

/** What most of them have; a scenario that says otherwise has the last word. */
const PLAIN = {
  controlPlanes: 0,
  outsiders: 0,
  slow: false,
  wordy: false,
  hooksAhead: 0,
  hostsAhead: [],
  unlocked: false,
} as const

const ALONE = { ...PLAIN, nodes: 1, maxUnavailable: 1, zones: 0, sick: false } as const

/** Random rollouts that once broke an invariant, too rare to be met every time. */
const FOUND: ReadonlyArray<{ readonly what: string; readonly scenario: Scenario }> = [
  {
    what: 'an image that is there again when the pool is retried halts nothing, though a pull began before',
    scenario: {
      ...PLAIN,
      nodes: 4,
      maxUnavailable: 1,
      slow: true,
      faults: [{ at: 3, fault: 'imageMissing', dice: 1190082119 }],
      ending: 'completes',
      seed: 32,
    },
  },
  {
    what: 'a node whose image breaks bootc keeps its mark, whatever somebody notes of it on its Node',
    scenario: {
      ...PLAIN,
      nodes: 2,
      maxUnavailable: 3,
      slow: true,
      hooksAhead: 60,
      hostsAhead: [-25200, 240, 0],
      faults: [
        { at: 15, fault: 'bootcBreaks', dice: 569692061 },
        { at: 3, fault: 'otherPool', dice: 858961099 },
        { at: 12, fault: 'foreignFailure', dice: 1632775473 },
        { at: 37, fault: 'pinnedPod', dice: 340653572 },
      ],
      ending: 'asItIs',
      seed: 670729919,
    },
  },
  {
    what: 'a node that comes up with the target of an earlier attempt takes its place in its step, though its mark just went',
    scenario: {
      ...PLAIN,
      nodes: 2,
      maxUnavailable: 2,
      slow: true,
      zones: 0,
      faults: [
        { at: 20, fault: 'retried', dice: 6 },
        { at: 6, fault: 'imageMissing', dice: 195821491 },
      ],
      ending: 'completes',
      seed: 629653530,
      steps: { kind: 'counts', soak: 0, canaries: 0, edits: [] },
    },
  },
  {
    what: 'a node that is Ready by the time of its repair takes no slot beside its step',
    scenario: {
      ...ALONE,
      faults: [{ at: 1, fault: 'kubeletSilent', dice: 911524199 }],
      ending: 'completes',
      seed: 2089528874,
      steps: { kind: 'canary', soak: 0, canaries: 0, edits: [] },
    },
  },
  {
    what: 'a node that is not well keeps its mark, though its step has another node by now',
    scenario: {
      ...PLAIN,
      nodes: 2,
      maxUnavailable: 1,
      zones: 0,
      verify: 'units',
      sick: true,
      faults: [{ at: 8, fault: 'retargeted', dice: 1123146564 }],
      ending: 'completes',
      seed: 957546366,
      steps: { kind: 'canary', soak: 0, canaries: 1, edits: [{ at: 7, edit: 'renamesThem' }] },
    },
  },
  {
    what: 'a node whose mark was just taken back takes no other one beside its step, though it came up and is not well',
    scenario: {
      ...PLAIN,
      nodes: 4,
      maxUnavailable: 1,
      zones: 0,
      verify: 'pods',
      sick: true,
      faults: [{ at: 14, fault: 'retargeted', dice: 221949200 }],
      ending: 'completes',
      seed: 1617298160,
      steps: { kind: 'counts', soak: 20, canaries: 0, edits: [{ at: 8, edit: 'approvesTheStep' }] },
    },
  },
  {
    what: 'a node that is to return to what it runs is let go once its DaemonSet pods are Ready',
    scenario: {
      ...PLAIN,
      nodes: 3,
      maxUnavailable: 1,
      zones: 0,
      verify: 'all',
      sick: true,
      faults: [{ at: 15, fault: 'agentLies', dice: 448558638 }],
      ending: 'isCancelled',
      seed: 28,
    },
  },
  {
    what: 'a node whose update somebody deleted before it was counted gets another one',
    scenario: {
      ...ALONE,
      faults: [
        { at: 1, fault: 'callsFail', dice: 1514919335 },
        { at: 8, fault: 'updateGone', dice: 1065196097 },
        { at: 1, fault: 'registeredAgain', dice: 796401720 },
      ],
      ending: 'completes',
      seed: 1949664272,
    },
  },
]

describe('a rollout that was found by chance', () => {
  for (const { what, scenario } of FOUND) {
    it(what, async () => {
      await play(scenario)
    })
  }
})
