import { spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { testFiles } from './support/test-files'

/**
 * All cluster tests, a few files at a time: each starts a control plane of its own and then mostly waits. mocha prints the
 * suites of a file when it has ended, and one sum at the end.
 */
const JOBS = process.env['CLUSTER_JOBS'] ?? '3'
/** Of a test that says nothing else, in milliseconds. */
const TIMEOUT = '900000'

const root = join(__dirname, '..', '..')
const files = testFiles(__dirname).map(file => relative(root, file))
const mocha = join(root, 'node_modules', '.bin', 'mocha')
const options = ['--parallel', '--jobs', JOBS, '--timeout', TIMEOUT, ...process.argv.slice(2)]
const { status } = spawnSync(mocha, [...options, ...files], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
