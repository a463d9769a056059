import { spawnSync } from 'node:child_process'

/** Every bench, one after the other; fails when one of them is over its budget. Takes most of an hour on two cores. */
const RUNS: ReadonlyArray<readonly [string, ...string[]]> = [
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

const failed = RUNS.filter(([file, ...args]) => {
  console.log(`\n# ${[file, ...args].join(' ')}`)
  const { status } = spawnSync(process.execPath, ['--import=tsx', file, ...args], { stdio: 'inherit' })
  return status !== 0
})
for (const run of failed) console.error(`over budget or failed: ${run.join(' ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
