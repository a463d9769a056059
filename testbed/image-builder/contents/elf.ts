import * as E from 'fp-ts/Either'
import type { Architecture } from '../platform'

/** What a program or library asks of the machine that runs it. */
export interface Elf {
  readonly architecture: Architecture | undefined
  /** The loader that it names, as an absolute path; absent in a static program, and in a library. */
  readonly loader: string | undefined
  /** Names of shared libraries, without a folder. */
  readonly needs: ReadonlyArray<string>
}

/** Offsets and numbers of the ELF-64 object file format, version 1.2: header, program headers, dynamic section. */
const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1])
const MACHINES: Readonly<Record<number, Architecture>> = { 62: 'amd64', 183: 'arm64' }
const SEGMENT = { load: 1, dynamic: 2, interpreter: 3 } as const
const TAG = { end: 0, needed: 1, strings: 5 } as const
const DYNAMIC_ENTRY = 16

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

const segmentsOf = (elf: Buffer): ReadonlyArray<Segment> => {
  const [first, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)]
  return Array.from({ length: count }, (_, at) => {
    const header = first + at * size
    return {
      type: elf.readUInt32LE(header),
      offset: Number(elf.readBigUInt64LE(header + 8)),
      address: Number(elf.readBigUInt64LE(header + 16)),
      size: Number(elf.readBigUInt64LE(header + 32)),
    }
  })
}

const textAt = (elf: Buffer, from: number): string => elf.toString('utf8', from, elf.indexOf(0, from))

const needsIn = (elf: Buffer, segments: ReadonlyArray<Segment>): ReadonlyArray<string> => {
  const dynamic = segments.find(({ type }) => type === SEGMENT.dynamic)
  if (dynamic === undefined) return []
  // A file says what it likes of its sizes.
  const length = Math.floor(Math.min(dynamic.size, elf.length) / DYNAMIC_ENTRY)
  const entries = Array.from({ length }, (_, at) => {
    const entry = dynamic.offset + at * DYNAMIC_ENTRY
    return { tag: Number(elf.readBigUInt64LE(entry)), value: Number(elf.readBigUInt64LE(entry + 8)) }
  })
  const used = entries.slice(
    0,
    Math.max(
      0,
      entries.findIndex(({ tag }) => tag === TAG.end),
    ),
  )
  const address = used.find(({ tag }) => tag === TAG.strings)?.value ?? 0
  const loaded = segments.find(
    ({ type, address: from, size }) => type === SEGMENT.load && address >= from && address < from + size,
  )
  if (loaded === undefined) return []
  const strings = loaded.offset + address - loaded.address
  return used.filter(({ tag }) => tag === TAG.needed).map(({ value }) => textAt(elf, strings + value))
}

/** Reads a program or library of 64 bits, little endian; left: what is wrong with the file, as a clause about it. */
export const readElf = (elf: Buffer): E.Either<string, Elf> => {
  if (!elf.subarray(0, MAGIC.length).equals(MAGIC)) return E.left('is no program for Linux of 64 bits')
  try {
    const segments = segmentsOf(elf)
    const interpreter = segments.find(({ type }) => type === SEGMENT.interpreter)
    return E.right({
      architecture: MACHINES[elf.readUInt16LE(18)],
      loader: interpreter && textAt(elf, interpreter.offset),
      needs: needsIn(elf, segments),
    })
  } catch {
    return E.left('is cut off')
  }
}
