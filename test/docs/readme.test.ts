import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/named-tests'

const MOST_LINES = 110
const MOST_CHARACTERS = 140

const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

describe('README.md', () => {
  it('can be read at once', () => {
    assert.ok(lines.length <= MOST_LINES, `${lines.length} lines`)
    assert.deepEqual(
      lines.filter(line => line.length > MOST_CHARACTERS),
      [],
    )
  })

  it('says its maturity under the title', () => assert.match(lines.slice(1, 4).join(' '), /\*\*Alpha\*\*/))

  it('names the version of package.json', () =>
    assert.deepEqual([...new Set(lines.join('\n').match(/\bv\d+\.\d+\.\d+\b/g))], [`v${version}`]))
})
