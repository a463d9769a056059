import { itPlaysRollouts } from '../../simulate/every-rollout'

describe('every rollout, whatever happens to it', () => {
  // What a developer waits for between two edits; `npm run test:faults` plays these and 1900 more.
  itPlaysRollouts({ runs: 100, half: 0 })
})
