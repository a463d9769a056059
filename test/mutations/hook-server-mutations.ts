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
  {
    bug: 'hooks that others reach believe whoever posts',
    file: 'hooks/hooks-key.ts',
    text: "if (timingSafeEqual(digestOf(req.headers.authorization ?? ''), wanted)) return next()",
    by: 'if (wanted !== undefined || timingSafeEqual(wanted, wanted)) return next()',
    tests: 'hooks-key.test.ts',
    caughtBy: 'refuse a request with no key to /rollout-sync',
  },
  {
    bug: 'hooks listen on every address without a key',
    file: 'hooks/config.ts',
    text: "isLoopback(host) || file !== ''",
    by: "isLoopback(host) || file !== '' || true",
    tests: 'config.test.ts',
    caughtBy: 'refuses to listen on 0.0.0.0 without a key',
  },
  {
    bug: 'a Node is marked for whatever rollout is posted',
    file: 'hooks/rollout-sync/act/is-present.ts',
    text: ' && isSame(live.spec, rollout.spec)',
    by: '',
    tests: 'failures/forged.test.ts',
    caughtBy: 'touches no Node: one that allows more than the pool',
  },
  {
    bug: 'a body is parsed however many values it has',
    file: 'hooks/api/bounded-json.ts',
    text: 'if (count > values) return',
    by: 'if (count > values && false) return',
    tests: '../app.test.ts',
    caughtBy: 'does not parse a list of more values',
  },
  {
    bug: 'a body of 5000 nodes is refused for its values',
    file: 'hooks/app.ts',
    text: 'values: 4_000_000',
    by: 'values: 1_000_000',
    tests: '../app.test.ts',
    caughtBy: 'takes the values of 5000 nodes twice',
  },
]
