import { itPlaysTags } from '../simulate/every-tag'

describe('a hundred pools that follow a tag', () => {
  itPlaysTags({ runs: 100 })
})
