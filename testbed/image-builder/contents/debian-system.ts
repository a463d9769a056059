import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { type Entry, file } from '../oci/entry'
import type { Architecture } from '../platform'
import { debianRoot } from './debian-root'
import { type Elf, readElf } from './elf'
import type { System } from './system'

/** util-linux has nsenter; the others are what it and Node are linked with. */
const PACKAGES = ['libc6', 'libgcc-s1', 'libpcre2-8-0', 'libselinux1', 'libstdc++6', 'util-linux']

const TRIPLETS: Readonly<Record<Architecture, string>> = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

const elfOf = (path: string, architecture: Architecture): Elf => {
  const elf = readElf(readFileSync(path))
  if (E.isLeft(elf)) throw new Error(`${path} ${elf.left}`)
  if (elf.right.architecture === architecture) return elf.right
  throw new Error(`${path} is for ${elf.right.architecture ?? 'another architecture'}, not for ${architecture}`)
}

/** Debian's packages for another architecture, none of which runs here: libraries are found as the loader finds them. */
export const debianSystem = (architecture: Architecture, log: (line: string) => void): System => {
  const root = (): Promise<string> => debianRoot(architecture, PACKAGES, log)
  // The loader is in /lib itself, where programs name it; libraries need it too.
  const folders = ['lib', ...['lib', 'usr/lib'].map(folder => `${folder}/${TRIPLETS[architecture]}`)]

  const find = (from: string, name: string): string => {
    const found = folders.map(folder => `${folder}/${name}`).find(path => existsSync(join(from, path)))
    if (found === undefined)
      throw new Error(`none of the packages ${PACKAGES.join(', ')} for ${architecture} has ${name}`)
    return found
  }

  return {
    program: async name => join(await root(), 'usr', 'bin', name),
    libraries: async programs => {
      const from = await root()
      const paths = new Set<string>()
      const visit = (program: string): void => {
        const { loader, needs } = elfOf(program, architecture)
        const wanted = [...needs.map(need => find(from, need)), ...(loader === undefined ? [] : [loader.slice(1)])]
        for (const path of wanted.filter(path => !paths.has(path))) {
          paths.add(path)
          visit(join(from, path))
        }
      }
      programs.forEach(visit)
      // Only /lib and /usr/lib are one folder in an image.
      const entries = new Map([...paths].map(path => [path.replace(/^lib/, 'usr/lib'), path]))
      return [...entries].map(([to, path]): Entry => file(to, readFileSync(join(from, path)), 0o755))
    },
  }
}
