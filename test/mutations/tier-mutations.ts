import type { Mutation } from './mutation'

const TIERS = '../tiers.test.ts'

export const tierMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'a story does not mind that a machine rebooted twice for one order',
    file: 'e2e/stories/reboots.ts',
    text: 'reboots <= attempts ? undefined',
    by: 'reboots <= attempts + 1 ? undefined',
    tests: '../e2e/stories/reboots.test.ts',
    caughtBy: 'one for each attempt',
  },
  {
    bug: 'soft reboots of a machine are not counted in a story',
    file: 'e2e/stories/reboots.ts',
    text: 'after.softReboots - (isSameKernel ? before.softReboots : 0)',
    by: '0 * Number(isSameKernel)',
    tests: '../e2e/stories/reboots.test.ts',
    caughtBy: 'are soft ones too',
  },
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
