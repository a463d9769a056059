import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MUTATIONS } from './list'
import { findsItsPlace, type Mutation, type Replacement, replacementsOf } from './mutation'

const root = join(__dirname, '..', '..')
const NEEDED = [
  '.ci',
  'packages',
  'hooks',
  'test',
  'agent',
  'cli',
  'testbed',
  'e2e',
  'docs',
  'install',
  'manifests',
  'package.json',
  'tsconfig.json',
]
const WIDTH = 70

type Verdict = 'caught' | 'SURVIVED' | 'CAUGHT BY ANOTHER' | 'OUT OF DATE' | 'FAILS ANYWAY'

/** A copy of the tree in which bugs can be planted while others work on the real one. */
const copyTree = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'bootc-mutations-'))
  for (const name of NEEDED) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

const runTests = (copy: string, tests: string): { readonly passed: boolean; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/mocha'), [`test/hooks/${tests}`], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, ROLLOUTS: process.env['ROLLOUTS'] ?? '400', SHRINK: '0' },
    timeout: 900_000,
  })
  return { passed: status === 0, output: stdout + stderr }
}

/** What failed, in mocha's list at the end; what passed before it proves nothing. */
const failuresIn = (output: string): string => output.slice(Math.max(0, output.indexOf(' failing')))

/** Plants the bug; answers how to take it away again, or undefined when the text is not there any more. */
const plant = (copy: string, replacement: Replacement): (() => void) | undefined => {
  const { file, text, by } = replacement
  const path = join(copy, file)
  const before = readFileSync(path, 'utf8')
  if (!findsItsPlace(before, replacement)) return undefined
  writeFileSync(
    path,
    before.replace(text, () => by),
  )
  return () => writeFileSync(path, before)
}

const verdictOn = (copy: string, mutation: Mutation): Verdict => {
  const { tests, caughtBy } = mutation
  const undo = replacementsOf(mutation).map(replacement => plant(copy, replacement))
  const isPlanted = undo.every(one => one !== undefined)
  const { passed, output } = isPlanted ? runTests(copy, tests) : { passed: true, output: '' }
  for (const one of undo.reverse()) one?.()
  if (!isPlanted) return 'OUT OF DATE'
  if (passed) return 'SURVIVED'
  return failuresIn(output).includes(caughtBy) ? 'caught' : 'CAUGHT BY ANOTHER'
}

/** Judges each file of tests once, so that one that fails anyway takes no verdict from the others. */
const soundness = (copy: string): ((tests: string) => boolean) => {
  const known = new Map<string, boolean>()
  return tests => {
    const before = known.get(tests)
    if (before !== undefined) return before
    const { passed, output } = runTests(copy, tests)
    if (!passed) console.error(`${tests} fails without any planted bug:\n${failuresIn(output).slice(0, 2000)}`)
    known.set(tests, passed)
    return passed
  }
}

const main = (): number => {
  const wanted = MUTATIONS.filter(({ bug, caughtBy, tests }) =>
    `${bug} ${caughtBy} ${tests}`.includes(process.argv[2] ?? ''),
  )
  const copy = copyTree()
  try {
    const isSound = soundness(copy)
    const verdicts = wanted.map(mutation => {
      const verdict = isSound(mutation.tests) ? verdictOn(copy, mutation) : 'FAILS ANYWAY'
      console.log(`${verdict.padEnd(18)} ${mutation.bug.padEnd(WIDTH)} ${mutation.caughtBy}`)
      return verdict
    })
    const bad = verdicts.filter(verdict => verdict !== 'caught').length
    console.log(`${verdicts.length - bad} of ${verdicts.length} planted bugs are caught as they should be`)
    return bad === 0 ? 0 : 1
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

process.exitCode = main()
