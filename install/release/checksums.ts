import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file of the checksums, which has none of its own. */
export const SUMS = 'SHA256SUMS'

/** sha256 in hex of every file of a folder, by name, in the order of names. */
export const checksumsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder)
      .filter(name => name !== SUMS)
      .sort()
      .map(name => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  )

/** As `sha256sum --check` reads it. */
export const sumsText = (checksums: ReadonlyMap<string, string>): string =>
  [...checksums].map(([name, sum]) => `${sum}  ${name}\n`).join('')
