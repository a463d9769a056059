import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { MUTATIONS } from './mutations/list'
import { findsItsPlace, replacementsOf } from './mutations/mutation'

const root = join(__dirname, '..')

/** Files that a glob of one folder names; a star is the only sign that it may have. */
const filesOf = (glob: string): ReadonlyArray<string> => {
  const pattern = new RegExp(`^${basename(glob).replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
  return readdirSync(dirname(glob)).filter(name => pattern.test(name))
}

describe('the bugs that npm run test:mutations plants', () => {
  it('still find their place in the code', () => {
    const lost = MUTATIONS.flatMap(replacementsOf)
      .filter(replacement => !findsItsPlace(readFileSync(join(root, replacement.file), 'utf8'), replacement))
      .map(({ file, text }) => `${file}: ${text}`)
    assert.deepEqual(lost, [])
  })

  it('name tests that are there', () => {
    const tests = [...new Set(MUTATIONS.map(mutation => mutation.tests))]
    assert.deepEqual(
      tests.filter(glob => filesOf(join(root, 'test/hooks', glob)).length === 0),
      [],
    )
  })
})
