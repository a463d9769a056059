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
      faults: [{ at: 5, fault: 'imageMissing', dice: 744376178 }],
      ending: 'completes',
      seed: 1758790164,
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
