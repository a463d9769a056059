/** How things that come and go become children that stay as long as their thing does. */
export interface Keyed<T, E extends Element> {
  readonly key: (item: T) => string
  readonly create: (item: T) => E
  readonly update: (child: E, item: T) => void
}

/** Keeps focus, selection and scrolling: a child is made once, changed in place, and moved only when the order changes. */
export const keyed = <T, E extends Element>(parent: Element, { key, create, update }: Keyed<T, E>) => {
  const children = new Map<string, E>()
  return (items: ReadonlyArray<T>): void => {
    const wanted = new Set(items.map(key))
    for (const [name, child] of children) {
      if (wanted.has(name)) continue
      child.remove()
      children.delete(name)
    }
    let next = parent.firstElementChild
    for (const item of items) {
      const child = children.get(key(item)) ?? create(item)
      children.set(key(item), child)
      update(child, item)
      if (child === next) next = next.nextElementSibling
      else parent.insertBefore(child, next)
    }
  }
}
