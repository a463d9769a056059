import type { Mutation } from './mutation'

const TIERS = '../tiers.test.ts'

export const tierMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'a tier that fails keeps the next from running',
    file: 'test/run-tiers.ts',
    text: 'for (const tier of tiers) results',
    by: 'for (const tier of tiers) if (results.every(({ passed }) => passed)) results',
    tests: TIERS,
    caughtBy: 'npm test fails with one tier, and runs all',
  },
  {
    bug: 'the last tier alone decides how npm test ends',
    file: 'test/main.ts',
    text: 'results.every(({ passed }) => passed) ? 0 : 1',
    by: 'results.at(-1)?.passed === true ? 0 : 1',
    tests: TIERS,
    caughtBy: 'npm test fails with one tier, and runs all',
  },
  {
    bug: 'CI passes with a tier that did not run',
    file: '.ci/run',
    text: ' && [ "$suites" -eq "$expected" ]',
    by: '',
    tests: TIERS,
    caughtBy: '.ci/run misses a tier that did not run',
  },
]
