/** Throws when the text does not have the pattern, or has it more than once: a source that changed must not be rendered half. */
export const replaceOnce = (
  text: string,
  pattern: RegExp,
  replacement: (...groups: ReadonlyArray<string>) => string,
): string => {
  const found = [...text.matchAll(new RegExp(pattern.source, 'gm'))]
  if (found.length !== 1)
    throw new Error(`expected ${pattern} once in a source of the chart, found it ${found.length} times`)
  return text.replace(new RegExp(pattern.source, 'm'), (...match: ReadonlyArray<unknown>) =>
    replacement(...match.slice(1, -2).map(String)),
  )
}
