/** The items that have the same key, in the order in which each key came first. */
export const groupedBy = <T, K>(items: ReadonlyArray<T>, keyOf: (item: T) => K): ReadonlyMap<K, ReadonlyArray<T>> => {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
