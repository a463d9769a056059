import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../../tools/cache-folder'
import { findGo } from '../../tools/go'
import { lastLines, runProgram } from '../../tools/run-program'
import { readToolsModule } from '../../tools/tools-module'
import { NONROOT } from '../contents/base-files'
import { file } from '../oci/entry'
import { architectureOf, type Platform } from '../platform'
import type { Recipe } from './recipe'

const SOURCE = join(__dirname, '..', 'pause')

/** Without a build id the program depends on its source and on the release of Go alone. */
const BUILD = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid=']

const build = async (log: (line: string) => void, platform: Platform): Promise<Buffer> => {
  const go = await findGo(readToolsModule(), cacheFolder(process.env, homedir()), log)
  const folder = mkdtempSync(join(tmpdir(), 'pause-'))
  try {
    const program = join(folder, 'pause')
    const { code, stderr } = await runProgram(go.file, [...BUILD, '-o', program, '.'], {
      cwd: SOURCE,
      env: { ...go.env, GOOS: 'linux', GOARCH: architectureOf(platform), CGO_ENABLED: '0' },
    })
    if (code !== 0) throw new Error(`building pause failed: ${lastLines(stderr)}`)
    return readFileSync(program)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** For nodes whose container runtime cannot pull the usual sandbox image, `registry.k8s.io/pause`. */
export const pause: Recipe = async ({ log, platform }) => ({
  layers: [[file('pause', await build(log, platform), 0o755)]],
  config: { Entrypoint: ['/pause'], User: `${NONROOT}:${NONROOT}` },
})
