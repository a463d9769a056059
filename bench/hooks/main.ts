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

/** Steps cost no more than this beside a rollout without any, as a share of all. */
const STEPS_COST = 0.1

const measure = async (nodes: number, hasSteps: boolean, budget: number): Promise<number> => {
  const body = Buffer.from(rolloutRequest(nodes, hasSteps))
  const times: Times[] = []
  for (let run = 0; run < RUNS + 5; run += 1) times.push(await once(body))
  const measured = times.slice(5)
  const of = (part: keyof Times): number => median(measured.map(time => time[part]))
  const all = median(measured.map(({ parse, decode, decide }) => parse + decode + decide))
  const cell = (ms: number): string => `${ms.toFixed(1)} ms`.padStart(9)
  const size = `${(body.length / 1e6).toFixed(1)} MB`.padStart(8)
  console.log(
    `${`${nodes}${hasSteps ? 's' : ''}`.padEnd(6)}${size} ${cell(of('parse'))} ${cell(of('decode'))} ${cell(of('decide'))}         ${cell(all)}  ${cell(budget)}`,
  )
  return all
}

const overBudget = (what: string): void => {
  console.error(`over budget: ${what}`)
  process.exitCode = 1
}

const main = async (): Promise<void> => {
  console.log(
    'nodes      body     parse    decode    decide and answer    all      budget; s: in the last of three steps',
  )
  for (const [nodes, budget] of BUDGET) {
    const all = await measure(nodes, false, budget)
    if (all > budget) overBudget(`a rollout-sync of ${nodes} nodes takes ${all.toFixed(0)} ms, at most ${budget}`)
    const limit = all * (1 + STEPS_COST)
    const steps = await measure(nodes, true, limit)
    if (steps > limit)
      overBudget(`three steps of ${nodes} nodes take ${steps.toFixed(0)} ms, and ${all.toFixed(0)} without`)
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
