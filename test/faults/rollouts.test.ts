import { itPlaysRollouts } from '../simulate/every-rollout'

describe('a thousand rollouts, whatever happens to them', () => {
  itPlaysRollouts({ runs: 1000, half: 0 })
})
