import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MUTATIONS } from './mutations/list'
import { findsItsPlace, replacementsOf } from './mutations/mutation'

const root = join(__dirname, '..')

describe('the bugs that npm run test:mutations plants', () => {
  it('still find their place in the code', () => {
    const lost = MUTATIONS.flatMap(replacementsOf)
      .filter(replacement => !findsItsPlace(readFileSync(join(root, replacement.file), 'utf8'), replacement))
      .map(({ file, text }) => `${file}: ${text}`)
    assert.deepEqual(lost, [])
  })
})
