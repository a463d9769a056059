import { itPlaysTags } from '../../simulate/every-tag'

describe('every pool that follows a tag', () => {
  // What a developer waits for between two edits; `npm run test:faults` plays these and 90 more.
  itPlaysTags({ runs: 10 })
})
