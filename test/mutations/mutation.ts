/** One replaced piece of text; it occurs in the file exactly once. */
export interface Replacement {
  readonly file: string
  readonly text: string
  readonly by: string
}

/** A planted bug, and the tests that must find it. */
export interface Mutation extends Replacement {
  /** What would be wrong, as a sentence. */
  readonly bug: string
  /** Where two guards stand one behind the other, both must fall before anything is wrong. */
  readonly also?: Replacement
  /** Files of tests below test/hooks, as a glob (../cli leads to those of the command line); the cheapest ones that find it. */
  readonly tests: string
  /** What the failure must say: an invariant, or the title of a test. */
  readonly caughtBy: string
}

/** Every text that has to be replaced for the bug to be there. */
export const replacementsOf = ({ also, ...mutation }: Mutation): ReadonlyArray<Replacement> => [
  mutation,
  ...(also === undefined ? [] : [also]),
]

/** Whether the text is still there, and only once. */
export const findsItsPlace = (content: string, { text }: Replacement): boolean => content.split(text).length === 2

export const STORIES = 'rollout-sync/stories*.test.ts'
export const PROPERTIES = 'rollout-sync/properties.test.ts'
