import type { Handler } from '../../hooks/ports/api/list-watch'

interface Named {
  readonly metadata: { readonly name: string }
}

export interface Told {
  readonly changed: () => void
  /** A watch that is interrupted goes on by itself; events may have been missed. */
  readonly failed?: () => void
}

/** Where objects are kept by name: a map, or whatever keeps less of them. */
export interface Kept<T> {
  readonly clear: () => void
  readonly delete: (name: string) => unknown
  readonly set: (name: string, object: T) => unknown
}

/** Keeps what is watched, by name, and tells of every change. */
export const keepObjects = <T extends Named>(
  objects: Kept<T>,
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
