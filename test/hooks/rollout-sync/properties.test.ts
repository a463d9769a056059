import assert from 'node:assert/strict'
import fc from 'fast-check'
import { play } from '../../simulate/play'
import { type Scenario, someScenario } from '../../simulate/scenario'

/** `CASES=20000 SEED=7` looks further, ROLLOUTS sets this test alone; a seed and a path from a failure play that one again. */
const RUNS = Number(process.env['ROLLOUTS'] ?? process.env['CASES'] ?? 2000)
const SEED = Number(process.env['SEED'] ?? 4)
const PATH = process.env['SEED_PATH']
/** So many rollouts send everything through the codecs too. */
const CHECKED_RUNS = 50

describe('every rollout, whatever happens to it', () => {
  it('keeps every invariant at every moment, and comes to rest', async function () {
    this.timeout(1_800_000)
    let played = 0
    const property = fc.asyncProperty(someScenario, async (scenario: Scenario) => {
      played += 1
      await play(scenario, played <= CHECKED_RUNS)
    })
    const result = await fc.check(property, {
      numRuns: RUNS,
      seed: SEED,
      endOnFailure: process.env['SHRINK'] === '0',
      ...(PATH === undefined ? {} : { path: PATH }),
    })
    console.log(`      ${result.numRuns} random rollouts, seed ${result.seed}`)
    const again = `SEED=${result.seed} SEED_PATH=${result.counterexamplePath}`
    const scenario = JSON.stringify(result.counterexample)
    assert.ok(!result.failed, `${String(result.errorInstance)}\nplay it again with ${again}\n${scenario}`)
  })
})
