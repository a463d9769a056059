/** `a, b and 437 more`: the first `most` of the names, and an exact count of the rest. */
export const firstFew = (names: ReadonlyArray<string>, most: number): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
