import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { scripts, tiers } from '../package.json'
import { runTiers, type TierRun } from './run-tiers'

const root = join(__dirname, '..')

/** As mocha finds the files of a pattern; it has no types. */
const { lookupFiles } = createRequire(__filename)('mocha/lib/cli/lookup-files.js') as {
  readonly lookupFiles: (pattern: string, extensions: ReadonlyArray<string>) => ReadonlyArray<string>
}

const filesOf = (script: string): ReadonlyArray<string> =>
  [...script.matchAll(/'([^']+)'/g)]
    .flatMap(([, pattern = '']) => lookupFiles(join(root, pattern), ['ts']))
    .map(file => relative(root, file))

describe('npm run test:unit and test:faults', () => {
  it('run every test file once, but those that need a cluster', () => {
    const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.test.ts') && !file.startsWith('cluster/'))
      .map(file => join('test', file))
    const run = [scripts['test:unit'], scripts['test:faults']].flatMap(filesOf)
    assert.deepEqual([...run].sort(), [...all].sort())
  })

  it('have the slow files in test/faults alone', () => {
    const slow = filesOf(scripts['test:faults'])
    assert.ok(slow.length > 0)
    assert.deepEqual(
      slow.filter(file => !file.startsWith('test/faults/')),
      [],
    )
  })
})

describe('npm test', () => {
  const green: TierRun = { status: 0, output: '\n  12 passing (3s)\n  1 pending\n' }
  const red: TierRun = { status: 2, output: '\n  \x1b[32m11 passing\x1b[0m (3s)\n  2 failing\n' }
  const cut: TierRun = { status: 0, output: '    ✔ is one (3ms)\n' }
  const killed: TierRun = { status: null, output: '' }
  const ends = { green, red, cut, killed }
  const play = (...names: ReadonlyArray<keyof typeof ends>) =>
    runTiers(names, async tier => ends[tier as keyof typeof ends])

  it('runs every tier, also behind one that fails', async () => {
    assert.deepEqual(await play('red', 'killed', 'green'), [
      { name: 'red', passed: false, summary: '11 passing, 2 failing, exit code 2' },
      { name: 'killed', passed: false, summary: 'no counts: it did not come to its end, ended by a signal' },
      { name: 'green', passed: true, summary: '12 passing, 1 pending' },
    ])
  })

  it('does not believe a tier that says that all is well and has no counts', async () => {
    assert.deepEqual(await play('cut'), [
      { name: 'cut', passed: false, summary: 'no counts: it did not come to its end' },
    ])
  })

  it('runs unit, faults and cluster, and .ci/run goes by it', () => {
    assert.deepEqual(tiers, ['unit', 'faults', 'cluster'])
    assert.match(scripts.test, / test\/main\.ts$/)
    assert.match(readFileSync(join(root, '.ci/run'), 'utf8'), /^ {2}run npm test$/m)
  })
})

describe('with an npm that only prints', () => {
  let bin: string
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'npm-'))
  })
  afterEach(() => rmSync(bin, { recursive: true, force: true }))

  /** `cases` are those of a shell, of what npm is asked for. */
  const withNpm = (cases: string, command: string, ...args: ReadonlyArray<string>) => {
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\ncase "$*" in\n${cases}\nesac\n`)
    chmodSync(join(bin, 'npm'), 0o755)
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` }
    const { status, stdout } = spawnSync(command, args, { env, cwd: root, encoding: 'utf8' })
    return { status, lines: stdout.trim().split('\n') }
  }

  it('npm test fails with one tier, and runs all', () => {
    const { status, lines } = withNpm(
      `'run test:unit') echo '  1 failing'; exit 1 ;;\n*) echo '  2 passing (1s)' ;;`,
      process.execPath,
      '--import=tsx',
      'test/main.ts',
    )
    assert.equal(status, 1)
    assert.deepEqual(lines.slice(-3), [
      'FAILED unit: no counts: it did not come to its end, exit code 1',
      'passed faults: 2 passing',
      'passed cluster: 2 passing',
    ])
  })

  const ci = (printed: string, status: number) => {
    const cases = `test) printf '${printed}'; exit ${status} ;;\n'run e2e'*) printf '  1 passing (9s)\\n' ;;`
    const ended = withNpm(cases, join(root, '.ci/run'))
    return { status: ended.status, last: ended.lines.at(-1) }
  }
  const each = tiers.map(tier => `  10 passing (9s)\\npassed ${tier}: 10 passing\\n`)

  it('.ci/run counts every tier once', () => {
    assert.deepEqual(ci(each.join(''), 0), { status: 0, last: '31 passed, 0 failed, 0 skipped, in 4 of 4 suites' })
  })

  it('.ci/run misses a tier that did not run', () => {
    assert.deepEqual(ci(each.slice(1).join(''), 0), {
      status: 1,
      last: '21 passed, 0 failed, 0 skipped, in 3 of 4 suites',
    })
  })

  it('.ci/run fails with a tier, and counts the others', () => {
    assert.deepEqual(ci(`${each.slice(1).join('')}  9 passing (9s)\\n  1 failing\\n`, 1), {
      status: 1,
      last: '30 passed, 1 failed, 0 skipped, in 4 of 4 suites',
    })
  })
})
