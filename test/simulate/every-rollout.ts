import assert from 'node:assert/strict'
import { relative } from 'node:path'
import fc from 'fast-check'
import { play } from './play'
import { type Scenario, someScenario } from './scenario'

/** `CASES=20000 SEED=7` looks further, ROLLOUTS sets these tests alone; in each of their files. */
const RUNS = process.env['ROLLOUTS'] ?? process.env['CASES']
const SEED = Number(process.env['SEED'] ?? 4)
/** A seed and a path from a failure play that one again. */
const PATH = process.env['SEED_PATH']
/** So many rollouts send everything through the codecs too. */
const CHECKED_RUNS = 50

interface Rollouts {
  /** How many, if the environment does not say. */
  readonly runs: number
  /** Random rollouts take minutes, so each half of them has a file, and mocha plays both at once. */
  readonly half: 0 | 1
}

export const itPlaysRollouts = ({ runs, half }: Rollouts): void => {
  const numRuns = Number(RUNS ?? runs)
  it('keeps every invariant at every moment, and comes to rest', async function () {
    this.timeout(Math.max(1_800_000, 1000 * numRuns))
    let played = 0
    const property = fc.asyncProperty(someScenario, async (scenario: Scenario) => {
      played += 1
      await play(scenario, played <= CHECKED_RUNS)
    })
    const result = await fc.check(property, {
      numRuns,
      seed: SEED + half,
      endOnFailure: process.env['SHRINK'] === '0',
      ...(PATH === undefined ? {} : { path: PATH }),
    })
    console.log(`      ${result.numRuns} random rollouts, seed ${result.seed}`)
    const file = this.test?.file ?? 'test/faults/rollouts.test.ts'
    const again = `SEED=${result.seed - half} SEED_PATH=${result.counterexamplePath} npx mocha ${relative('', file)}`
    const scenario = JSON.stringify(result.counterexample)
    assert.ok(!result.failed, `${String(result.errorInstance)}\nplay it again with ${again}\n${scenario}`)
  })
}
