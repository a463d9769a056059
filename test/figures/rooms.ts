import { dirname, join } from 'node:path'
import type { Source } from './source'

/** Who imports whom, by names of rooms. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Own files that a file imports, as paths from the top without `.ts`. */
export const importsOf = ({ file, text }: Source): ReadonlyArray<string> =>
  [...text.matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, name = '']) => join(dirname(file), name))

const fileOf = (source: Source): string => source.file.replace(/\.ts$/, '')

/** The graph of `sources`, each in the room that `roomOf` puts it in; what has no room is left out. */
export const graphOf = (sources: ReadonlyArray<Source>, roomOf: (file: string) => string | undefined): Graph => {
  const known = new Set(sources.map(fileOf))
  const graph = new Map<string, Set<string>>()
  for (const source of sources) {
    const room = roomOf(fileOf(source))
    if (room === undefined) continue
    const arrows = graph.get(room) ?? new Set<string>()
    graph.set(room, arrows)
    for (const imported of importsOf(source)) {
      const other = known.has(imported) ? roomOf(imported) : undefined
      if (other !== undefined && other !== room) arrows.add(other)
    }
  }
  return graph
}

/** The rooms of a folder: its files and the folders directly in it. */
export const roomsIn =
  (folder: string) =>
  (file: string): string | undefined =>
    file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/')[0] : undefined

export const arrowsOf = (graph: Graph): number => [...graph.values()].reduce((sum, { size }) => sum + size, 0)

/** Rooms that can be reached from `from` by at least one arrow. */
const reachable = (graph: Graph, from: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const open = [...(graph.get(from) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(graph.get(next) ?? []))
  }
  return seen
}

/** Groups of rooms that lead back to themselves, each group once. */
export const circlesOf = (graph: Graph): ReadonlyArray<ReadonlyArray<string>> => {
  const reach = new Map([...graph.keys()].map(room => [room, reachable(graph, room)]))
  const circles = [...graph.keys()]
    .filter(room => reach.get(room)?.has(room))
    .map(room => [...graph.keys()].filter(other => reach.get(room)?.has(other) && reach.get(other)?.has(room)).sort())
  return [...new Map(circles.map(circle => [circle.join(), circle])).values()]
}

/** The length of the longest chain of rooms, in rooms; a circle counts once. */
export const floorsOf = (graph: Graph): number => {
  const known = new Map<string, number>()
  const floor = (room: string, path: ReadonlyArray<string>): number => {
    const found = known.get(room)
    if (found !== undefined) return found
    const below = [...(graph.get(room) ?? [])].filter(other => !path.includes(other))
    const height = 1 + Math.max(0, ...below.map(other => floor(other, [...path, room])))
    known.set(room, height)
    return height
  }
  return Math.max(0, ...[...graph.keys()].map(room => floor(room, [])))
}
