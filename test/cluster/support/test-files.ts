import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** In a folder that has this file the test files share what they started, so one process runs them all by it. */
const TOGETHER = 'together.ts'

/** What takes longest, in that order: begun last, one of them would run on alone at the end. */
export const LONGEST = [
  'engine/engine',
  'rollout',
  'agent',
  'install/install',
  'cli',
  'drain',
  'images/images',
  'monitoring/live',
  'control-plane',
  'engine/operator',
]

const filesIn = (folder: string): ReadonlyArray<string> => {
  if (existsSync(join(folder, TOGETHER))) return [join(folder, TOGETHER)]
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

/** What mocha is to load, each in a process of its own, so that all tests of the folder run once; the longest come first. */
export const testFiles = (folder: string): ReadonlyArray<string> => {
  const place = (file: string): number => {
    const at = LONGEST.findIndex(name => file.startsWith(join(folder, `${name}.`)))
    return at < 0 ? LONGEST.length : at
  }
  return [...filesIn(folder)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}

/** The files that are asked for by parts of their paths, such as `install admission/`: all when none is; throws when a part names no file. */
export const chosenFiles = (files: ReadonlyArray<string>, parts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const strange = parts.find(part => !files.some(file => file.includes(part)))
  if (strange !== undefined) throw new Error(`no test file below test/cluster has "${strange}" in its path`)
  return parts.length === 0 ? files : files.filter(file => parts.some(part => file.includes(part)))
}
