import type { Handler } from '../../agent/cluster/list-watch'

interface Named {
  readonly metadata: { readonly name: string }
}

export interface Told {
  readonly changed: () => void
  /** A watch that is interrupted goes on by itself; events may have been missed. */
  readonly failed?: () => void
}

/** Keeps a map of what is watched, by name, and tells of every change. */
export const keepObjects = <T extends Named>(
  objects: Map<string, T>,
  { changed, failed = () => undefined }: Told,
): Handler<T> => ({
  listed: items => {
    objects.clear()
    for (const item of items) objects.set(item.metadata.name, item)
    changed()
  },
  changed: (type, object) => {
    if (type === 'DELETED') objects.delete(object.metadata.name)
    else objects.set(object.metadata.name, object)
    changed()
  },
  failed,
})
