import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Declares the suites of all test files of a folder, so that one process runs them and they share what it started. */
export const loadTests = (folder: string): void => {
  const files = readdirSync(folder).filter(name => name.endsWith('.test.ts'))
  for (const name of files.sort()) require(join(folder, name))
}
