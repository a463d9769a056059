import { itPlaysRollouts } from '../../simulate/every-rollout'

describe('every rollout, whatever happens to it', () => {
  itPlaysRollouts(0)
})
