import type { Mutation } from './mutation'

/** Bugs that give a hostile node a voice or a place which it must not have. */
export const securityMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'what a node says reaches the status as it said it',
    file: 'hooks/rollout-sync/observed.ts',
    text: '? cleanReport(update.status) : undefined',
    by: '? update.status : undefined',
    tests: 'failures/lying-node.test.ts',
    caughtBy: 'gives no reason but a word',
  },
  {
    bug: 'what a node says stands in a sentence of ours as if we had said it',
    file: 'hooks/rollout-sync/node-phase.ts',
    text: "(message === '' ? '' : quoted(message))",
    by: 'message',
    tests: 'failures/lying-node.test.ts',
    caughtBy: 'is quoted in the status',
  },
  {
    bug: 'letters without a width pass as text',
    file: 'hooks/api/clean-text.ts',
    text: 'const UNCLEAN = /[\\p{Cc}\\p{Cf}\\p{Cs}\\p{DI}\\p{Zl}\\p{Zp}]/u',
    by: 'const UNCLEAN = /[\\p{Cc}\\p{Zl}\\p{Zp}]/u',
    tests: 'api/clean-text.test.ts',
    caughtBy: 'has nothing without a width',
  },
  {
    bug: 'a note on a Node of any length gets into its member',
    file: 'hooks/api/mark.ts',
    text: 'reason: asWord(reason)',
    by: 'reason',
    tests: 'api/mark-failure.test.ts',
    caughtBy: 'has a word for a reason',
  },
  {
    bug: 'the command line shows the colours of others',
    file: 'cli/text/harmless.ts',
    text: '(i % 2 === 1 ? part : visible(part))',
    by: 'part',
    tests: '../cli/harmless.test.ts',
    caughtBy: 'cannot move the cursor up',
  },
  {
    bug: 'one address takes every connection of the open port',
    file: 'hooks/bounded-connections.ts',
    text: 'sum >= all || ofIt >= perAddress',
    by: 'sum >= all',
    tests: 'serve.test.ts',
    caughtBy: 'keeps few connections of one address',
  },
]
