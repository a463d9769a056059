import { itPlaysRollouts } from '../../simulate/every-rollout'

describe('every other rollout, whatever happens to it', () => {
  itPlaysRollouts(1)
})
