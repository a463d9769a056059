import { goProgram } from '../tools/go-program'
import { lastLines, runProgram } from '../tools/run-program'

/** What a health script returns for one object. */
export interface Health {
  readonly status: string
  readonly message: string
}

/** The interpreter that Argo CD has. */
const LUA = {
  folder: __dirname,
  name: 'lua',
  what: 'a Lua interpreter from the Go module github.com/yuin/gopher-lua (once, some seconds)',
}

/** Runs a health script over objects, as Argo CD does; one health for each, in their order. */
export const healthOf = async (script: string, objects: ReadonlyArray<object>): Promise<ReadonlyArray<Health>> => {
  const input = JSON.stringify({ script, objects })
  const { code, stdout, stderr } = await runProgram(await goProgram(LUA), [], { input })
  if (code !== 0) throw new Error(`the health script: ${lastLines(stderr)}`)
  return JSON.parse(stdout) as ReadonlyArray<Health>
}
