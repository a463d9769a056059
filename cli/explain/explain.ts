import { POOL_PHASES } from '../../hooks/api/pool-phases'
import { POOL_REASONS } from '../../hooks/api/reasons'
import { SHOWN_PHASES } from '../../hooks/node/phases'
import { OBSTACLES } from '../../hooks/rollout-sync/decide/obstacles'
import { commandError, EXIT } from '../exit'
import type { Report } from '../report'
import { fields } from '../text/fields'

type Documented = Readonly<Record<string, { readonly doc: string }>>

/** Words of columns and messages that are no phase and no reason. */
const WORDS: Documented = {
  Slot: {
    doc: 'A place among the nodes that may be unavailable at once (rollout.maxUnavailable). A node that has one is cordoned.',
  },
  Mark: { doc: 'What gives a Node its slot: a label, an annotation and the cordon, set in one write.' },
  Hold: { doc: 'Why a node is skipped: it is being deleted, kept cordoned, or under the maintenance of another tool.' },
  Attempt: {
    doc: 'One try at a target. It ends with another target, a retry, or a rollback; failures count for theirs alone.',
  },
  FellBack: {
    doc: 'The node came up with its old image after the reboot. It is healthy there and is not tried again.',
  },
}

const OBSTACLE_DOCS: Documented = Object.fromEntries(
  Object.entries(OBSTACLES).map(([word, { clause }]) => [word, { doc: `The node ${clause}.` }]),
)

/** Where a word may stand, and what it means there. */
const GLOSSARIES: ReadonlyArray<readonly [where: string, words: Documented]> = [
  ['phase of a pool', POOL_PHASES],
  ['phase of a node', SHOWN_PHASES],
  ['reason of a pool', POOL_REASONS],
  ['why a node waits', OBSTACLE_DOCS],
  ['word', WORDS],
]

interface Meaning {
  readonly where: string
  readonly word: string
  readonly doc: string
}

const meaningsOf = (asked: string): ReadonlyArray<Meaning> =>
  GLOSSARIES.flatMap(([where, words]) =>
    Object.entries(words).flatMap(([word, { doc }]) =>
      word.toLowerCase() === asked.toLowerCase() ? [{ where, word, doc }] : [],
    ),
  )

/** Every word that can be explained, for completion and for the message about one that cannot. */
export const EXPLAINED: ReadonlyArray<string> = [
  ...new Set(GLOSSARIES.flatMap(([, words]) => Object.keys(words))),
].sort()

/** What a word of columns, messages and conditions means, by the tables that the operator itself goes by. Throws a CommandError. */
export const explain = (asked: string): Report => {
  const meanings = meaningsOf(asked)
  if (meanings.length === 0) {
    throw commandError(EXIT.notFound, `there is no word "${asked}"; there are: ${EXPLAINED.join(', ')}`)
  }
  return {
    kind: 'Explanation',
    data: { word: meanings[0]?.word, meanings: meanings.map(({ where, doc }) => ({ where, doc })) },
    lines: style => [
      style.paint('bold', meanings[0]?.word ?? asked),
      ...fields(
        meanings.map(({ where, doc }) => [where, doc] as const),
        style,
      ),
    ],
  }
}
