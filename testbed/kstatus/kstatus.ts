import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../tools/cache-folder'
import { findGo } from '../tools/go'
import { withLock } from '../tools/lock'
import { lastLines, runProgram } from '../tools/run-program'

/** What kstatus makes of one object, and the sentence that a user of Flux or Helm reads. */
export interface KstatusVerdict {
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown'
  readonly message: string
}

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8')

/** Built once for each state of the module, into the cache folder that all clones share. */
const kstatusProgram = async (): Promise<string> => {
  const module = { folder: __dirname, goMod: read('go.mod'), goSum: read('go.sum') }
  const key = createHash('sha256')
    .update(JSON.stringify([module.goMod, module.goSum, read('main.go')]))
    .digest('hex')
    .slice(0, 16)
  const cache = cacheFolder(process.env, homedir())
  const program = join(cache, `kstatus-${key}`)
  if (existsSync(program)) return program
  const log = (line: string): void => console.error(line)
  await withLock(
    program,
    () => undefined,
    async () => {
      if (existsSync(program)) return
      mkdirSync(cache, { recursive: true })
      const go = await findGo(module, cache, log)
      log('building kstatus (once, about 1 min) ...')
      const partial = `${program}.${process.pid}.partial`
      const args = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-o', partial, '.']
      const { code, stderr } = await runProgram(go.file, args, { cwd: module.folder, env: go.env })
      if (code !== 0) throw new Error(`building kstatus failed: ${lastLines(stderr)}`)
      renameSync(partial, program)
    },
  )
  return program
}

/** What the rules of cli-utils say of each of these objects, in their order. */
export const kstatusOf = async (objects: ReadonlyArray<object>): Promise<ReadonlyArray<KstatusVerdict>> => {
  const { code, stdout, stderr } = await runProgram(await kstatusProgram(), [], { input: JSON.stringify(objects) })
  if (code !== 0) throw new Error(`kstatus: ${lastLines(stderr)}`)
  return JSON.parse(stdout) as ReadonlyArray<KstatusVerdict>
}
