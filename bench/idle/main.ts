import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Lab } from '../../testbed/lab/lab'
import { enrol, pidsOf } from '../rollout/enrol'
import { countHookCalls } from '../rollout/hook-calls'
import { partFigures, spentBetween } from '../rollout/parts'
import { countRequests } from '../rollout/requests'
import { runInLab } from '../run-in-lab'

/** What a pool of N nodes costs while nothing happens but heartbeats. */
const { values } = parseArgs({
  options: { nodes: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '60' } },
})
const nodes = Number(values.nodes)
const seconds = Number(values.seconds)
if (!(nodes > 0 && seconds > 0)) throw new Error('--nodes and --seconds: expected numbers above 0')

/** CPU seconds per minute of the operator's own parts. */
const CPU_PER_MINUTE = 2
const OURS = /^(hooks|metacontroller)/

const measure = async (lab: Lab, dir: string): Promise<ReadonlyArray<string>> => {
  const { fleet } = await enrol(lab, { nodes, maxUnavailable: 10, stageSeconds: 0.5, rebootSeconds: 2 })
  const before = partFigures(pidsOf(lab))
  const from = Date.now()
  await sleep(seconds * 1000)
  const to = Date.now()
  const parts = spentBetween(before, partFigures(pidsOf(lab)))
  fleet.stop()
  const { writes, reads } = await countRequests(lab.controlPlane.auditLog, [from, to])
  const calls = await countHookCalls(join(dir, 'hooks.log'), [from, to])
  const cpu = parts.filter(({ part }) => OURS.test(part)).reduce((sum, part) => sum + part.cpu, 0)
  const perMinute = (cpu * 60) / seconds
  console.log(`${nodes} nodes at rest for ${seconds} s, each with a heartbeat in 300 s`)
  console.log(`  API writes: ${[...writes].map(([what, count]) => `${count} ${what}`).join(', ') || 'none'}`)
  console.log(`  API reads: ${[...reads].map(([what, count]) => `${count} ${what}`).join(', ') || 'none'}`)
  console.log(`  hook calls: ${[...calls].map(([hook, { calls: count }]) => `${hook} ${count}`).join(', ') || 'none'}`)
  for (const part of parts) {
    console.log(`  ${part.part}: ${part.cpu.toFixed(2)} CPU s, peak ${(part.peak / 1024 / 1024).toFixed(0)} MiB`)
  }
  console.log(`  operator: ${perMinute.toFixed(2)} CPU s per minute, at most ${CPU_PER_MINUTE}`)
  return perMinute > CPU_PER_MINUTE || writes.size > 0 ? ['a pool at rest costs more than it may'] : []
}

runInLab({ name: 'idle', hookEnv: { LOG_LEVEL: 'debug' }, measure })
