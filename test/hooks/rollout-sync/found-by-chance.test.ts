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
]

describe('a rollout that was found by chance', () => {
  for (const { what, scenario } of FOUND) {
    it(what, async () => {
      await play(scenario)
    })
  }
})
