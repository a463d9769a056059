import * as E from 'fp-ts/Either'
import { decodeWith } from '../../hooks/api/decode'
import { REQUEST_BODY_VALUES } from '../../hooks/app'
import { parseInParts } from '../../hooks/json-in-parts'
import { RolloutSyncRequest } from '../../hooks/rollout-sync/request'
import { syncRollout } from '../../hooks/rollout-sync/sync'
import { clusterWith } from '../../test/support/fake-cluster'
import { noGates } from '../../test/support/fake-gates'
import { median } from '../median'
import { rolloutRequest } from './rollout-request'

/**
 * What one rollout-sync costs from the body to the answer, without the effects: parsing, decoding and deciding apart.
 * Medians of RUNS, in
 * milliseconds of CPU, which others on the machine change less than the time on the wall; after a warm-up.
 */
const RUNS = 20
/** By number of nodes, in milliseconds. */
const BUDGET: ReadonlyMap<number, number> = new Map([
  [200, 60],
  [1000, 60],
  [5000, 350],
])

const sync = syncRollout({
  cluster: clusterWith({ markedNodes: async () => [] }),
  operatorPod: undefined,
  gates: noGates,
  now: () => new Date('2026-01-02T00:05:00Z'),
  onEffectFailure: (_rollout, problems) => {
    throw new Error(`no effect was to be tried: ${problems.join('; ')}`)
  },
})

interface Times {
  readonly parse: number
  readonly decode: number
  readonly decide: number
}

/** Milliseconds of CPU that this process has used. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const once = async (body: Buffer): Promise<Times> => {
  const start = cpu()
  const parsed = await parseInParts(body, REQUEST_BODY_VALUES)
  if (E.isLeft(parsed)) throw new Error(parsed.left)
  const read = cpu()
  const request = decodeWith(RolloutSyncRequest)(parsed.right)
  if (E.isLeft(request)) throw new Error(request.left.slice(0, 3).join('\n'))
  const decoded = cpu()
  JSON.stringify(await sync(request.right))
  return { parse: read - start, decode: decoded - read, decide: cpu() - decoded }
}

const main = async (): Promise<void> => {
  console.log('nodes      body     parse    decode    decide and answer    all      budget')
  for (const [nodes, budget] of BUDGET) {
    const body = Buffer.from(rolloutRequest(nodes))
    const times: Times[] = []
    for (let run = 0; run < RUNS + 5; run += 1) times.push(await once(body))
    const measured = times.slice(5)
    const of = (part: keyof Times): number => median(measured.map(time => time[part]))
    const all = median(measured.map(({ parse, decode, decide }) => parse + decode + decide))
    const cell = (ms: number): string => `${ms.toFixed(1)} ms`.padStart(9)
    const size = `${(body.length / 1e6).toFixed(1)} MB`.padStart(8)
    console.log(
      `${String(nodes).padEnd(6)}${size} ${cell(of('parse'))} ${cell(of('decode'))} ${cell(of('decide'))}         ${cell(all)}  ${cell(budget)}`,
    )
    if (all <= budget) continue
    console.error(`over budget: a rollout-sync of ${nodes} nodes takes ${all.toFixed(0)} ms, at most ${budget}`)
    process.exitCode = 1
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
