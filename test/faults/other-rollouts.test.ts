import { itPlaysRollouts } from '../simulate/every-rollout'

describe('every other rollout, whatever happens to it', () => {
  itPlaysRollouts({ runs: 1000, half: 1 })
})
