import { spawn } from 'node:child_process'
import { scripts, tiers } from '../package.json'
import { runTiers, type TierRun } from './run-tiers'

/** `npm test`: every tier of package.json, with its counts; one that fails keeps no other from running. */
const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env

const runTier = (tier: string): Promise<TierRun> =>
  new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', `test:${tier}`], { env, stdio: ['inherit', 'pipe', 'inherit'] })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => {
      parts.push(part)
      process.stdout.write(part)
    })
    child.once('error', reject)
    child.once('close', status => resolve({ status, output: Buffer.concat(parts).toString() }))
  })

const main = async (): Promise<void> => {
  const missing = tiers.filter(tier => !(`test:${tier}` in scripts))
  if (missing.length > 0) throw new Error(`package.json has no script test:${missing.join(', test:')}`)
  const results = await runTiers(tiers, runTier)
  for (const { name, passed, summary } of results) console.log(`${passed ? 'passed' : 'FAILED'} ${name}: ${summary}`)
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
