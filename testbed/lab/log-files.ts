import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface LogFile {
  readonly path: string
  readonly text: string
}

/** Undefined when it went away meanwhile: hosts that boot, and units that end, take files and folders with them. */
const unlessGone = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** All logs in a folder and below it, also while a lab writes there. */
export const logFilesIn = (folder: string): ReadonlyArray<LogFile> =>
  (unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? []).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return logFilesIn(path)
    if (!entry.isFile() || !entry.name.endsWith('.log')) return []
    const text = unlessGone(() => readFileSync(path, 'utf8'))
    return text === undefined ? [] : [{ path, text }]
  })
