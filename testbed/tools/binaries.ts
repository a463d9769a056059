import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { buildArguments } from './build-arguments'
import { cacheFolder, cacheKey } from './cache-folder'
import { findGo, type Go } from './go'
import { withLock } from './lock'
import { controlPlanePrograms, type Program, type ProgramName } from './programs'
import { lastLines, runProgram } from './run-program'
import { kubernetesModule, readToolsModule, type ToolsModule } from './tools-module'

type Log = (line: string) => void

/** Absolute path of each program. */
export type Binaries = Readonly<Record<ProgramName, string>>

interface Build {
  readonly module: ToolsModule
  readonly folder: string
  readonly go: Go
}

// Built under another name and then renamed, so that a program that is there is always whole.
const build = async ({ module, folder, go }: Build, { name, goPackage }: Program): Promise<void> => {
  const partial = join(folder, `${name}.${process.pid}.partial`)
  const { code, stderr } = await runProgram(
    go.file,
    ['build', ...buildArguments(module.goMod), '-o', partial, goPackage],
    { cwd: module.folder, env: go.env },
  )
  if (code !== 0) throw new Error(`building ${name} failed: ${lastLines(stderr)}`)
  renameSync(partial, join(folder, name))
}

/** Builds the programs that the cache lacks and answers with the folder that has them all. Default: the pinned module's. */
export const buildPrograms = async (
  programs: ReadonlyArray<Program>,
  log: Log,
  module: ToolsModule = readToolsModule(),
): Promise<string> => {
  const cache = cacheFolder(process.env, homedir())
  const folder = join(cache, `kubernetes-${cacheKey(module, `${process.platform}-${process.arch}`)}`)
  const missing = (): ReadonlyArray<Program> => programs.filter(({ name }) => !existsSync(join(folder, name)))
  if (missing().length === 0) return folder
  const onWait = (): void => log(`waiting for another run that builds the Kubernetes programs into ${folder} ...`)
  await withLock(folder, onWait, async () => {
    if (missing().length === 0) return
    mkdirSync(folder, { recursive: true })
    const go = await findGo(module, cache, log)
    for (const program of missing()) {
      log(`building ${program.name} (once, about ${program.minutes} min) ...`)
      await build({ module, folder, go }, program)
    }
  })
  return folder
}

/**
 * The Kubernetes programs, pinned or of the version that KUBERNETES names (such as `1.30`), built on first use and then
 * taken from the cache folder (see cacheFolder) within milliseconds; etcd is the pinned one in any case. Rejects with a
 * sentence that says what to install when there is no way to a Go toolchain.
 */
export const kubernetesBinaries = async (log: Log): Promise<Binaries> => {
  const isEtcd = ({ name }: Program): boolean => name === 'etcd'
  const kubernetes = controlPlanePrograms.filter(program => !isEtcd(program))
  const folder = await buildPrograms(kubernetes, log, kubernetesModule(process.env['KUBERNETES']))
  const etcdFolder = await buildPrograms(controlPlanePrograms.filter(isEtcd), log)
  const path = (name: ProgramName): string => join(folder, name)
  return {
    etcd: join(etcdFolder, 'etcd'),
    'kube-apiserver': path('kube-apiserver'),
    'kube-controller-manager': path('kube-controller-manager'),
    'kube-scheduler': path('kube-scheduler'),
    kubectl: path('kubectl'),
  }
}
