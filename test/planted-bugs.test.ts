import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MUTATIONS } from './mutations/list'

const root = join(__dirname, '..')

describe('the bugs that npm run test:mutations plants', () => {
  it('still find their place in the code', () => {
    const lost = MUTATIONS.flatMap(({ also, ...mutation }) => [mutation, ...(also === undefined ? [] : [also])])
      .filter(({ file, text }) => readFileSync(join(root, file), 'utf8').split(text).length !== 2)
      .map(({ file, text }) => `${file}: ${text}`)
    assert.deepEqual(lost, [])
  })
})
