import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** By path, since every command of a host reads the same few files, and most of them have not changed since the last one. */
const parsed = new Map<string, { readonly text: string; readonly value: unknown }>()
/** Hosts come and go in one process. */
const MOST_PARSED = 64

const parse = (path: string, text: string): unknown => {
  const last = parsed.get(path)
  if (last?.text === text) return last.value
  const value = JSON.parse(text)
  if (parsed.size >= MOST_PARSED) parsed.clear()
  parsed.set(path, { text, value })
  return value
}

/** Undefined when the file is not there; throws when it is there and is no JSON. The answer is shared: not to be changed. */
export const readJsonFile = (path: string): unknown => {
  // Most files of units are not there, and an error costs more than a question.
  if (!existsSync(path)) return undefined
  try {
    return parse(path, readFileSync(path, 'utf8'))
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
