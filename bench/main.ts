import { spawnSync } from 'node:child_process'

/** Every bench, in this order; takes most of an hour on two cores. */
const ALL: ReadonlyArray<readonly [string, ...string[]]> = [
  ['bench/hooks/main.ts'],
  ['bench/agent/main.ts'],
  ['bench/idle/main.ts', '--nodes', '1000'],
  ['bench/latency/main.ts', '--nodes', '1000'],
  ['bench/rollout/main.ts', '--nodes', '50'],
  ['bench/rollout/main.ts', '--nodes', '200'],
  ['bench/rollout/main.ts', '--nodes', '1000'],
  ['bench/rollout/main.ts', '--nodes', '1000', '--reboot', '30'],
  ['bench/rollout/main.ts', '--nodes', '5000'],
]

const NAMES: ReadonlyArray<string> = ['hooks', 'agent', 'idle', 'heartbeats', 'latency', 'rollout']

const [name, ...rest] = process.argv.slice(2)
if (name !== undefined && !NAMES.includes(name)) {
  console.error(`no bench is called ${name}; usage: npm run bench -- [${NAMES.join('|')}] [OPTIONS OF THAT BENCH]`)
  process.exit(2)
}

/** Runs the bench that is named, or all; fails when one of them is over its budget. */
const runs: typeof ALL = name === undefined ? ALL : [[`bench/${name}/main.ts`, ...rest]]

const failed = runs.filter(([file, ...args]) => {
  console.log(`\n# ${[file, ...args].join(' ')}`)
  const { status } = spawnSync(process.execPath, ['--import=tsx', file, ...args], { stdio: 'inherit' })
  return status !== 0
})
for (const run of failed) console.error(`over budget or failed: ${run.join(' ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
