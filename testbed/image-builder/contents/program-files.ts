import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { runProgram } from '../../tools/run-program'
import { type Entry, file } from '../oci/entry'
import { neededLibraries } from './needed-libraries'

/** A program of this machine, and where it is to be in the image. */
export interface ProgramPlace {
  readonly from: string
  readonly to: string
}

const librariesOf = async (program: string): Promise<ReadonlyArray<string>> => {
  const { stdout, stderr } = await runProgram('ldd', [program], { env: { LC_ALL: 'C', PATH: process.env['PATH'] } })
  const libraries = neededLibraries(program, stdout + stderr)
  if (E.isLeft(libraries)) throw new Error(libraries.left)
  return libraries.right
}

/** In an image /lib and /lib64 lead into /usr, as the linked libraries of any distribution expect or allow. */
const inUsr = (path: string): string => path.slice(1).replace(/^lib/, 'usr/lib')

/** The shared libraries of these programs, each once, where the loader looks for them. */
export const libraryFiles = async (programs: ReadonlyArray<string>): Promise<ReadonlyArray<Entry>> => {
  const needed = (await Promise.all(programs.map(librariesOf))).flat()
  return [...new Map(needed.map(path => [inUsr(path), path]))].map(([to, from]) => file(to, readFileSync(from), 0o755))
}

export const programFile = ({ from, to }: ProgramPlace): Entry => file(to, readFileSync(from), 0o755)
