import { spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { chosenFiles, testFiles } from './support/test-files'

/**
 * All cluster tests, or those that the first arguments name (`install admission/`), a few files at a time: each starts a
 * control plane of its own and then mostly waits. Arguments from the first with a dash on are mocha's, which prints the
 * suites of a file when it has ended, and one sum at the end.
 */
const JOBS = process.env['CLUSTER_JOBS'] ?? '3'
/** Of a test that says nothing else, in milliseconds. */
const TIMEOUT = '900000'

const root = join(__dirname, '..', '..')
const args = process.argv.slice(2)
const ofMocha = args.findIndex(arg => arg.startsWith('-'))
const parts = ofMocha === -1 ? args : args.slice(0, ofMocha)
const files = chosenFiles(
  testFiles(__dirname).map(file => relative(root, file)),
  parts,
)
const mocha = join(root, 'node_modules', '.bin', 'mocha')
const options = ['--parallel', '--jobs', JOBS, '--timeout', TIMEOUT, ...args.slice(parts.length)]
const { status } = spawnSync(mocha, [...options, ...files], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
