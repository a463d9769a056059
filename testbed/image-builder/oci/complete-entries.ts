import { posix } from 'node:path'
import { directory, type Entry } from './entry'

const ancestorsOf = (path: string): ReadonlyArray<string> => {
  const parent = posix.dirname(path)
  return parent === '.' ? [] : [...ancestorsOf(parent), parent]
}

const byPath = (one: Entry, other: Entry): number => (one.path < other.path ? -1 : 1)

/**
 * The entries with every folder that leads to them, in the order of their paths, so that the same contents give the same
 * bytes in whatever order they were collected. Throws when a path is not below the root, or is there twice.
 */
export const completeEntries = (entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const found = new Map<string, Entry>()
  for (const entry of entries) {
    const { path } = entry
    if (path === '' || path.startsWith('/') || posix.normalize(path) !== path || path.startsWith('..')) {
      throw new Error(`"${path}" is not a path below the root of an image; write it like usr/bin/node`)
    }
    if (found.has(path)) throw new Error(`${path} would be in one layer twice`)
    found.set(path, entry)
  }
  const leading = new Set(entries.flatMap(({ path }) => ancestorsOf(path)))
  const missing = [...leading].filter(path => !found.has(path)).map(path => directory(path))
  return [...found.values(), ...missing].sort(byPath)
}
