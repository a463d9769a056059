import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The Go module of this folder: where it lies and what it pins. */
export interface ToolsModule {
  readonly folder: string
  readonly goMod: string
  readonly goSum: string
}

const MODULE_FOLDER = join('testbed', 'tools')

// The code runs from its source folder in tests and from one file in dist/ else, so the module is looked for upwards.
const folderAbove = (start: string): string => {
  const candidate = join(start, MODULE_FOLDER)
  if (existsSync(join(candidate, 'go.mod'))) return candidate
  const parent = dirname(start)
  if (parent === start)
    throw new Error(`${MODULE_FOLDER}/go.mod was not found above ${__dirname}: run from a full clone`)
  return folderAbove(parent)
}

export const readToolsModule = (): ToolsModule => {
  const folder = folderAbove(__dirname)
  return {
    folder,
    goMod: readFileSync(join(folder, 'go.mod'), 'utf8'),
    goSum: readFileSync(join(folder, 'go.sum'), 'utf8'),
  }
}
