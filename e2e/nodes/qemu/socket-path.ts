import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string | undefined

const ownFolder = (): string => {
  if (folder !== undefined) return folder
  const made = mkdtempSync(join(tmpdir(), 'e2e-'))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  folder = made
  return made
}

/** For a Unix socket, whose path may have 107 characters: fewer than a deep clone needs. It goes with this process. */
export const socketPath = (name: string): string => join(ownFolder(), `${name}.sock`)
