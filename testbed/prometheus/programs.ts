import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { cacheFolder } from '../tools/cache-folder'
import { downloadPackage } from '../tools/download-package'
import { withLock } from '../tools/lock'
import { lastLines, runProgram } from '../tools/run-program'

/** Paths of the two programs of Debian's package `prometheus`. */
export interface PrometheusPrograms {
  readonly prometheus: string
  readonly promtool: string
}

const inFolder = (folder: string): PrometheusPrograms | undefined => {
  const [prometheus, promtool] = [join(folder, 'prometheus'), join(folder, 'promtool')]
  return existsSync(prometheus) && existsSync(promtool) ? { prometheus, promtool } : undefined
}

const onPath = (): PrometheusPrograms | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(inFolder)
    .find(found => found !== undefined)

const must = async (file: string, args: ReadonlyArray<string>, cwd: string): Promise<void> => {
  const { code, stderr } = await runProgram(file, args, { cwd })
  if (code === 0) return
  throw new Error(`Prometheus is missing: install Debian's package prometheus (${file}: ${lastLines(stderr, 2)})`)
}

/** Unpacked, not installed: its service would start on a port of its own. */
const unpack = async (cache: string): Promise<PrometheusPrograms> => {
  const work = mkdtempSync(join(cache, 'prometheus-new-'))
  try {
    const deb = await downloadPackage('prometheus', work).catch((error: Error) =>
      Promise.reject(new Error(`Prometheus is missing: install Debian's package prometheus (${error.message})`)),
    )
    await must('dpkg-deb', ['--extract', deb, 'files'], work)
    renameSync(join(work, 'files', 'usr', 'bin'), join(cache, 'prometheus'))
    const programs = inFolder(join(cache, 'prometheus'))
    if (programs === undefined)
      throw new Error(`the package prometheus has not the programs that were expected: ${deb}`)
    return programs
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** A Prometheus that is installed, or Debian's, fetched once into the cache folder. */
export const prometheusPrograms = async (): Promise<PrometheusPrograms> => {
  const cache = cacheFolder(process.env, homedir())
  const present = onPath() ?? inFolder(join(cache, 'prometheus'))
  if (present !== undefined) return present
  mkdirSync(cache, { recursive: true })
  return withLock(
    join(cache, 'prometheus'),
    () => undefined,
    async () => inFolder(join(cache, 'prometheus')) ?? unpack(cache),
  )
}
