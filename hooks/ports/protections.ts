import type { Node } from '../api/kubernetes'
import { DO_NOT_DISRUPT_ANNOTATION, SCALE_DOWN_DISABLED_ANNOTATION } from '../api/names'
import type { Slot } from '../api/slot'

type Note = 'scaleDownDisabled' | 'doNotDisrupt'

/** Annotations that keep others from removing a marked Node because it is empty, by the note in the mark that it is ours. */
const PROTECTIONS: Readonly<Record<Note, string>> = {
  scaleDownDisabled: SCALE_DOWN_DISABLED_ANNOTATION,
  doNotDisrupt: DO_NOT_DISRUPT_ANNOTATION,
}
const NOTES = Object.keys(PROTECTIONS) as ReadonlyArray<Note>

const isThere = ({ metadata }: Node, note: Note): boolean => metadata.annotations?.[PROTECTIONS[note]] !== undefined

/** What the slot of a Node as just read notes: protections that are ours already, or are to be set with it. */
export const protectionNotes = (live: Node, old: Slot | undefined): Pick<Slot, Note> =>
  Object.fromEntries(NOTES.filter(note => old?.[note] === true || !isThere(live, note)).map(note => [note, true]))

/** Only what the slot notes is set, or it would never be removed. */
export const protectionsToSet = (live: Node, slot: Slot): Readonly<Record<string, string>> =>
  Object.fromEntries(
    NOTES.filter(note => slot[note] === true && !isThere(live, note)).map(note => [PROTECTIONS[note], 'true']),
  )

export const protectionsToRemove = (slot: Slot | undefined): Readonly<Record<string, null>> =>
  Object.fromEntries(NOTES.filter(note => slot?.[note] === true).map(note => [PROTECTIONS[note], null]))
