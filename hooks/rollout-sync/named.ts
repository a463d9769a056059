/** More names than this in one sentence help nobody. */
const MOST_NAMES = 5

/** `n1, n2 and 3 more`. */
export const named = (names: ReadonlyArray<string>): string =>
  names.length <= MOST_NAMES
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
