import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder'
import { findGo } from './go'
import { withLock } from './lock'
import { lastLines, runProgram } from './run-program'

/** A program in Go: its folder has go.mod, go.sum and main.go. */
export interface GoProgram {
  readonly folder: string
  readonly name: string
  /** The package of another module, which main.go imports for go.mod to pin it. Default: that of main.go. */
  readonly goPackage?: string
  /** For the line that says what takes so long: `a Lua interpreter (once, some seconds)`. */
  readonly what: string
}

/** Builds the program once for each state of its module, into the cache folder that all clones share; answers its file. */
export const goProgram = async ({ folder, name, goPackage = '.', what }: GoProgram): Promise<string> => {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const module = { folder, goMod: read('go.mod'), goSum: read('go.sum') }
  const content = JSON.stringify([module.goMod, module.goSum, read('main.go')])
  const cache = cacheFolder(process.env, homedir())
  const program = join(cache, `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  const log = (line: string): void => console.error(line)
  mkdirSync(cache, { recursive: true })
  await withLock(
    program,
    () => undefined,
    async () => {
      if (existsSync(program)) return
      const go = await findGo(module, cache, log)
      log(`building ${what} ...`)
      const partial = `${program}.${process.pid}.partial`
      const args = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-o', partial, goPackage]
      const { code, stderr } = await runProgram(go.file, args, { cwd: folder, env: go.env })
      if (code !== 0) throw new Error(`building ${name} failed: ${lastLines(stderr)}`)
      renameSync(partial, program)
    },
  )
  return program
}
