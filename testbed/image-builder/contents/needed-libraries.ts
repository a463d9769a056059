import * as E from 'fp-ts/Either'

/** What ldd says of a program without libraries: nothing linked, or not even prepared for it. */
const STATIC = /not a dynamic executable|statically linked/

/**
 * Paths of the shared libraries and of the loader in the output of `ldd PROGRAM`, as the loader looks for them; left: a
 * sentence that names what this machine lacks.
 */
export const neededLibraries = (program: string, lddOutput: string): E.Either<string, ReadonlyArray<string>> => {
  if (STATIC.test(lddOutput)) return E.right([])
  const missing = [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name)
  if (missing.length > 0) return E.left(`${program} needs ${missing.join(', ')}, which this machine lacks: install it`)
  const paths = [...lddOutput.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path = '']) => path)
  return paths.length > 0 ? E.right(paths) : E.left(`ldd said nothing of use about ${program}: ${lddOutput.trim()}`)
}
