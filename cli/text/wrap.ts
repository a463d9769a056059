/** Breaks text at spaces into lines of at most `width` characters; a word that is longer stays whole, to be copied. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.pop()
    if (last === undefined) lines.push(word)
    else if (last.length + 1 + word.length <= width) lines.push(`${last} ${word}`)
    else lines.push(last, word)
  }
  return lines
}

/** `first` before the first line and as many spaces, or `rest`, before the others; `width` is of the whole line. */
export const hanging = (
  first: string,
  text: string,
  { width, rest = ' '.repeat(first.length) }: { readonly width: number; readonly rest?: string },
): ReadonlyArray<string> =>
  wrap(text, Math.max(1, width - first.length)).map((line, at) => `${at === 0 ? first : rest}${line}`)
