import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../tools/cache-folder'
import { downloadPackage } from '../tools/download-package'
import { withLock } from '../tools/lock'
import { lastLines, runProgram } from '../tools/run-program'

const PACKAGE = 'docker-registry'
const MISSING = `Debian's registry is missing: install it with \`apt-get install ${PACKAGE}\``

const onPath = async (): Promise<string | undefined> => {
  const { code } = await runProgram(PACKAGE, ['--version'])
  return code === 0 ? PACKAGE : undefined
}

/** Fetches the package as any user, and unpacks it: to install it would start a service at port 5000. */
const fetchPackage = async (folder: string): Promise<void> => {
  const partial = `${folder}.${process.pid}.partial`
  mkdirSync(partial, { recursive: true })
  try {
    const deb = await downloadPackage(PACKAGE, partial).catch((error: Error) =>
      Promise.reject(new Error(`${MISSING} (${error.message})`)),
    )
    const { code, stderr } = await runProgram('dpkg-deb', ['-x', deb, partial])
    if (code !== 0) throw new Error(`${MISSING} (dpkg-deb said: ${lastLines(stderr, 2)})`)
    renameSync(partial, folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** Debian's docker-registry: the installed one, else one unpacked into the cache folder. Rejects with what to install. */
export const registryProgram = async (): Promise<string> => {
  const installed = await onPath()
  if (installed !== undefined) return installed
  const cache = cacheFolder(process.env, homedir())
  const folder = join(cache, PACKAGE)
  const program = join(folder, 'usr', 'bin', PACKAGE)
  const fetchOnce = async (): Promise<void> => {
    if (existsSync(program)) return
    mkdirSync(cache, { recursive: true })
    await fetchPackage(folder)
  }
  await withLock(folder, () => undefined, fetchOnce)
  return program
}
