import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../../testbed/tools/cache-folder'
import { findGo } from '../../testbed/tools/go'
import { withLock } from '../../testbed/tools/lock'
import { lastLines, runProgram } from '../../testbed/tools/run-program'
import { readToolsModule } from '../../testbed/tools/tools-module'

/** Its own checksum database says that a version is always the same. */
const VERSION = 'v0.33.0'

const build = async (folder: string, cache: string, log: (line: string) => void): Promise<void> => {
  log(`building kind ${VERSION} (once, about 1 min) ...`)
  const go = await findGo(readToolsModule(), cache, log)
  const partial = `${folder}.${process.pid}.partial`
  mkdirSync(partial, { recursive: true })
  const env = { ...go.env, GOBIN: partial }
  const { code, stderr } = await runProgram(go.file, ['install', `sigs.k8s.io/kind@${VERSION}`], { env })
  if (code !== 0) throw new Error(`building kind failed: ${lastLines(stderr, 3)}`)
  renameSync(partial, folder)
}

/** The pinned kind, built on first use. */
export const kindProgram = async (log: (line: string) => void): Promise<string> => {
  const cache = cacheFolder(process.env, homedir())
  const folder = join(cache, `kind-${VERSION}`)
  await withLock(
    folder,
    () => log('waiting for another run that builds kind ...'),
    async () => {
      if (!existsSync(folder)) await build(folder, cache, log)
    },
  )
  return join(folder, 'kind')
}
