import { cleanText } from '../api/clean-text'

/** At most this many names are in one sentence. */
const MOST_NAMES = 5
/** Characters of one list, whatever the length of its names; the first one is always there, cut to this. */
const MOST_CHARACTERS = 320

/** How many of the names fit: at least one, and no more than people read. */
const fitting = (names: ReadonlyArray<string>): number => {
  let length = 0
  const tooMany = names.slice(0, MOST_NAMES).findIndex((name, at) => {
    length += name.length + 2
    return at > 0 && length > MOST_CHARACTERS
  })
  return tooMany === -1 ? MOST_NAMES : tooMany
}

/** `n1, n2 and 437 more`: the first few by name and an exact count of the rest. No list in a status is longer. */
export const listNames = (names: ReadonlyArray<string>): string => {
  const count = fitting(names)
  const told = names.slice(0, count).map(name => cleanText(name, MOST_CHARACTERS))
  return names.length <= count ? told.join(', ') : `${told.join(', ')} and ${names.length - count} more`
}
