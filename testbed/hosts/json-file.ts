import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Undefined when the file is not there; throws when it is there and is no JSON. */
export const readJsonFile = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${path} is not readable as JSON: ${String(error)}`)
  }
}

/** Replaced by rename, so that a reader, or a kill in the middle, never meets half a file. */
export const replaceFile = (path: string, text: string): void => {
  const temporary = `${path}.${process.pid}.new`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

export const writeJsonFile = (path: string, value: unknown): void =>
  replaceFile(path, `${JSON.stringify(value, null, 1)}\n`)
