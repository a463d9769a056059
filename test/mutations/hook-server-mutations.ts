import type { Mutation } from './mutation'

/** Bugs in what the hook server takes from whoever posts. */
export const hookServerMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'a body is parsed however deeply it nests',
    file: 'hooks/api/bounded-json.ts',
    text: 'if (level > depth) return',
    by: 'if (level > depth && false) return',
    tests: '../app.test.ts',
    caughtBy: 'does not parse 10 MB of nested lists',
  },
]
