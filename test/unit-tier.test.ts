import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { scripts } from '../package.json'

const root = join(__dirname, '..')

/** As mocha finds the files of a pattern; it has no types. */
const { lookupFiles } = createRequire(__filename)('mocha/lib/cli/lookup-files.js') as {
  readonly lookupFiles: (pattern: string, extensions: ReadonlyArray<string>) => ReadonlyArray<string>
}

const filesOf = (script: string): ReadonlyArray<string> =>
  [...script.matchAll(/'([^']+)'/g)]
    .flatMap(([, pattern = '']) => lookupFiles(join(root, pattern), ['ts']))
    .map(file => relative(root, file))

describe('npm run test:unit', () => {
  it('runs every test file once, but those that need a cluster', () => {
    const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.test.ts') && !file.startsWith('cluster/'))
      .map(file => join('test', file))
    assert.deepEqual([...filesOf(scripts['test:unit'])].sort(), [...all].sort())
  })
})
