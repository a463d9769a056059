import type { Entry } from './entry'

/** Tar's unit, in bytes: a header is one block, contents fill up whole ones. */
const BLOCK = 512

const TYPES = { file: '0', symlink: '2', directory: '5' } as const

/** A ustar header has 100 bytes for a path, and 155 for folders before it, split at a slash. */
const splitPath = (path: string): readonly [prefix: string, name: string] => {
  if (Buffer.byteLength(path) <= 100) return ['', path]
  const slash = path.indexOf('/', Math.max(0, path.length - 101))
  const parts = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)] as const
  if (slash < 1 || Buffer.byteLength(parts[0]) > 155 || Buffer.byteLength(parts[1]) > 100) {
    throw new Error(`the path ${path} is too long for a tar archive`)
  }
  return parts
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

/** Owner and group are root and the time is 1970, whoever assembles it and whenever. */
const headerOf = (entry: Entry): Buffer => {
  const target = entry.kind === 'symlink' ? entry.target : ''
  if (Buffer.byteLength(target) > 100) throw new Error(`the link ${entry.path} points too far for a tar archive`)
  const [prefix, name] = splitPath(entry.kind === 'directory' ? `${entry.path}/` : entry.path)
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  header.write(octal(entry.kind === 'symlink' ? 0o777 : entry.mode, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(entry.kind === 'file' ? entry.content.length : 0, 12), 124)
  header.write(octal(0, 12), 136)
  // The checksum is computed with spaces in its own place.
  header.write('        ', 148)
  header.write(TYPES[entry.kind], 156)
  header.write(target, 157)
  header.write('ustar\x0000', 257, 'latin1')
  header.write(prefix, 345)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

const paddingAfter = (length: number): Buffer => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK)

/** A tar archive (POSIX ustar) of the entries, in the order given; the same entries always give the same bytes. */
export const tarOf = (entries: ReadonlyArray<Entry>): Buffer =>
  Buffer.concat([
    ...entries.flatMap(entry =>
      entry.kind === 'file' ? [headerOf(entry), entry.content, paddingAfter(entry.content.length)] : [headerOf(entry)],
    ),
    Buffer.alloc(2 * BLOCK),
  ])
