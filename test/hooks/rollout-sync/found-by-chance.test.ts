import { play } from '../../simulate/play'
import type { Scenario } from '../../simulate/scenario'

/** Random rollouts that once broke an invariant, too rare to be met every time. */
const FOUND: ReadonlyArray<{ readonly what: string; readonly scenario: Scenario }> = [
  {
    what: 'an image that is there again when the pool is retried halts nothing, though a pull began before',
    scenario: {
      nodes: 4,
      controlPlanes: 0,
      outsiders: 0,
      maxUnavailable: 1,
      slow: true,
      wordy: false,
      hooksAhead: 0,
      hostsAhead: [],
      unlocked: false,
      faults: [{ at: 3, fault: 'imageMissing', dice: 1190082119 }],
      ending: 'completes',
      seed: 32,
    },
  },
  {
    what: 'a node whose image breaks bootc keeps its mark, whatever somebody notes of it on its Node',
    scenario: {
      nodes: 2,
      controlPlanes: 0,
      outsiders: 0,
      maxUnavailable: 3,
      slow: true,
      wordy: false,
      hooksAhead: 60,
      hostsAhead: [-25200, 240, 0],
      unlocked: false,
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
      nodes: 2,
      controlPlanes: 0,
      outsiders: 0,
      maxUnavailable: 2,
      slow: true,
      wordy: false,
      hooksAhead: 0,
      hostsAhead: [],
      zones: 0,
      unlocked: false,
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
      nodes: 1,
      controlPlanes: 0,
      outsiders: 0,
      maxUnavailable: 1,
      slow: false,
      wordy: false,
      hooksAhead: 0,
      hostsAhead: [],
      zones: 0,
      unlocked: false,
      sick: false,
      faults: [{ at: 1, fault: 'kubeletSilent', dice: 911524199 }],
      ending: 'completes',
      seed: 2089528874,
      steps: { kind: 'canary', soak: 0, canaries: 0, edits: [] },
    },
  },
  {
    what: 'a node that is not well keeps its mark, though its step has another node by now',
    scenario: {
      nodes: 2,
      controlPlanes: 0,
      outsiders: 0,
      maxUnavailable: 1,
      slow: false,
      wordy: false,
      hooksAhead: 0,
      hostsAhead: [],
      zones: 0,
      unlocked: false,
      verify: 'units',
      sick: true,
      faults: [{ at: 8, fault: 'retargeted', dice: 1123146564 }],
      ending: 'completes',
      seed: 957546366,
      steps: { kind: 'canary', soak: 0, canaries: 1, edits: [{ at: 7, edit: 'renamesThem' }] },
    },
  },
  {
    what: 'a node that is to return to what it runs is let go once its DaemonSet pods are Ready',
    scenario: {
      nodes: 3,
      controlPlanes: 0,
      outsiders: 0,
      maxUnavailable: 1,
      slow: false,
      wordy: false,
      hooksAhead: 0,
      hostsAhead: [],
      zones: 0,
      unlocked: false,
      verify: 'all',
      sick: true,
      faults: [{ at: 15, fault: 'agentLies', dice: 448558638 }],
      ending: 'isCancelled',
      seed: 28,
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
