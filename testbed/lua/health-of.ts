import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../tools/cache-folder'
import { findGo } from '../tools/go'
import { withLock } from '../tools/lock'
import { lastLines, runProgram } from '../tools/run-program'

/** What a health script returns for one object. */
export interface Health {
  readonly status: string
  readonly message: string
}

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8')

/** The interpreter that Argo CD has, built once for each state of the module in this folder. */
const luaProgram = async (): Promise<string> => {
  const module = { folder: __dirname, goMod: read('go.mod'), goSum: read('go.sum') }
  const content = JSON.stringify([module.goMod, module.goSum, read('main.go')])
  const cache = cacheFolder(process.env, homedir())
  const program = join(cache, `lua-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  const log = (line: string): void => console.error(line)
  mkdirSync(cache, { recursive: true })
  await withLock(
    program,
    () => undefined,
    async () => {
      if (existsSync(program)) return
      const go = await findGo(module, cache, log)
      log('building a Lua interpreter from the Go module github.com/yuin/gopher-lua (once, some seconds) ...')
      const partial = `${program}.${process.pid}.partial`
      const args = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-o', partial, '.']
      const { code, stderr } = await runProgram(go.file, args, { cwd: module.folder, env: go.env })
      if (code !== 0) throw new Error(`building the Lua interpreter failed: ${lastLines(stderr)}`)
      renameSync(partial, program)
    },
  )
  return program
}

/** Runs a health script over objects, as Argo CD does; one health for each, in their order. */
export const healthOf = async (script: string, objects: ReadonlyArray<object>): Promise<ReadonlyArray<Health>> => {
  const { code, stdout, stderr } = await runProgram(await luaProgram(), [], {
    input: JSON.stringify({ script, objects }),
  })
  if (code !== 0) throw new Error(`the health script: ${lastLines(stderr)}`)
  return JSON.parse(stdout) as ReadonlyArray<Health>
}
