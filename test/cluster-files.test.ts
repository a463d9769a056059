import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { chosenFiles, LONGEST, testFiles } from './cluster/support/test-files'

const FOLDER = join(__dirname, 'cluster')

describe('what npm run test:cluster runs', () => {
  const files = testFiles(FOLDER)
  const together = files.filter(file => basename(file) === 'together.ts').map(dirname)

  it('is every test file, once: by itself or with its folder', () => {
    const all = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.test.ts'))
      .map(name => join(FOLDER, name))
    assert.ok(all.length > 20)
    const alone = all.filter(file => !together.some(folder => dirname(file) === folder))
    assert.deepEqual([...files].sort(), [...alone, ...together.map(folder => join(folder, 'together.ts'))].sort())
  })

  it('begins with what takes longest', () => {
    assert.deepEqual(
      files.slice(0, LONGEST.length).map(file => file.slice(FOLDER.length + 1).replace(/(\.test)?\.ts$/, '')),
      LONGEST,
    )
  })

  it('is what is asked for by parts of paths, in the same order', () => {
    const some = chosenFiles(files, ['install/', 'rollout.test'])
    assert.ok(some.length > 4)
    assert.deepEqual(
      some,
      files.filter(file => file.includes('install/') || file.includes('rollout.test')),
    )
    assert.deepEqual(chosenFiles(files, []), files)
  })

  it('is not asked for by what no file has', () =>
    assert.throws(() => chosenFiles(files, ['instal/']), /no test file below test\/cluster has "instal\/"/))
})
