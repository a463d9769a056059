/** Does the work of each item, so many at a time. */
export const inBatches = async <A, B>(
  items: ReadonlyArray<A>,
  atOnce: number,
  work: (item: A) => Promise<B>,
): Promise<ReadonlyArray<B>> => {
  const results: B[] = []
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))))
  }
  return results
}
