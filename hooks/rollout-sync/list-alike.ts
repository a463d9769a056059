import { groupedBy } from '../api/grouped-by'
import { listNames } from './list-names'

/** What is said of one node: `note` follows its name. */
export interface NodeNote {
  readonly name: string
  readonly note: string
}

/** So many different notes are in one sentence. */
const MOST_NOTES = 2

/** `n1, n2 and 3 more (FellBack), n7 (StageTimedOut)`: what is the same of many nodes is said once, with their exact number. */
export const listAlike = (notes: ReadonlyArray<NodeNote>): string => {
  const alike = groupedBy(notes, ({ note }) => note)
  if (alike.size === notes.length) return listNames(notes.map(({ name, note }) => name + note))
  const groups = [...alike].sort(([, a], [, b]) => b.length - a.length)
  const shown = groups.slice(0, MOST_NOTES)
  const left = notes.length - shown.reduce((sum, [, members]) => sum + members.length, 0)
  const said = shown.map(([note, members]) => `${listNames(members.map(({ name }) => name))}${note}`).join(', ')
  return left === 0 ? said : `${said} and ${left} more`
}
