import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ANYTHING, LEFT_ALONE, playAnything, playLeftAlone, someTagScenario, type TagScenario } from './tag-scenario'

/** `TAGS=5000 SEED=7` looks further; a seed and a path from a failure play that one again. */
const RUNS = process.env['TAGS']
const SEED = Number(process.env['SEED'] ?? 4)
const PATH = process.env['SEED_PATH']

interface Tags {
  /** How many of each sort, if the environment does not say. */
  readonly runs: number
}

const holds = async (
  scenarios: fc.Arbitrary<TagScenario>,
  play: (scenario: TagScenario) => Promise<void>,
  numRuns: number,
) => {
  const result = await fc.check(fc.asyncProperty(scenarios, play), {
    numRuns,
    seed: SEED,
    endOnFailure: process.env['SHRINK'] === '0',
    ...(PATH === undefined ? {} : { path: PATH }),
  })
  const again = `SEED=${result.seed} SEED_PATH=${result.counterexamplePath}`
  const scenario = JSON.stringify(result.counterexample)
  assert.ok(!result.failed, `${String(result.errorInstance)}\nplay it again with ${again}\n${scenario}`)
}

export const itPlaysTags = ({ runs }: Tags): void => {
  const numRuns = Number(RUNS ?? runs)
  it('never mixes references, asks before it goes, and aims no rollout anew, whatever happens to it', async function () {
    this.timeout(1_800_000)
    await holds(someTagScenario(ANYTHING), playAnything, numRuns)
  })
  it('runs two versions at most when it is left alone, and comes to what its tag names', async function () {
    this.timeout(1_800_000)
    await holds(someTagScenario(LEFT_ALONE), playLeftAlone, numRuns)
  })
}
