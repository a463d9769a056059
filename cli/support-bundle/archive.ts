import { gzipSync } from 'node:zlib'

/** A file of the bundle. */
export interface BundleFile {
  readonly name: string
  readonly text: string
}

/** Tar's unit, in bytes: a header is one block, contents fill up whole ones (POSIX.1-2017, pax, ustar). */
const BLOCK = 512
/** Bytes that a header has for a name. */
const MOST_NAME = 100

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

const headerOf = (name: string, bytes: number, at: Date): Buffer => {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  header.write(octal(0o600, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(bytes, 12), 124)
  header.write(octal(Math.floor(at.getTime() / 1000), 12), 136)
  // The checksum is computed with spaces in its own place.
  header.write('        0', 148)
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Names within `folder`, each of at most 100 bytes and once. */
const nameIn = (folder: string, { name }: BundleFile): string => `${folder}/${name}`.slice(0, MOST_NAME)

/** A tar.gz of these files in one folder. `at` is when they were made. */
export const archiveOf = (folder: string, files: ReadonlyArray<BundleFile>, at: Date): Buffer => {
  const parts = files.flatMap(file => {
    const content = Buffer.from(file.text)
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)
    return [headerOf(nameIn(folder, file), content.length, at), content, padding]
  })
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]))
}
