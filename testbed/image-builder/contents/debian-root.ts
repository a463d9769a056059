import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../../tools/cache-folder'
import { withLock } from '../../tools/lock'
import { lastLines, runProgram } from '../../tools/run-program'
import type { Architecture } from '../platform'

/** Lists that are older are fetched again, so that an image has the security updates of its day. */
const LISTS_MS = 24 * 60 * 60_000

const succeed = async (program: string, args: ReadonlyArray<string>, cwd?: string): Promise<string> => {
  const { code, stdout, stderr } = await runProgram(program, args, { ...(cwd !== undefined && { cwd }) })
  if (code === 0) return stdout
  throw new Error(
    `layers for another architecture are made of Debian packages, and ${program} could not get them: ${lastLines(stderr, 3)}; build on Debian, or on a machine of that architecture`,
  )
}

/** apt with lists and a cache of its own for that architecture: nothing of this machine's packages is changed. */
const ownApt = (folder: string, architecture: Architecture): string => {
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true })
  mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true })
  writeFileSync(join(folder, 'status'), '')
  const settings = [
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
    `Dir::State::Lists "${join(folder, 'lists')}";`,
    `Dir::State::status "${join(folder, 'status')}";`,
    `Dir::Cache "${join(folder, 'cache')}";`,
    'APT::Sandbox::User "root";',
  ]
  const file = join(folder, 'apt.conf')
  writeFileSync(file, `${settings.join('\n')}\n`)
  return file
}

const areFresh = (stamp: string): boolean => existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < LISTS_MS

const unpack = async (partial: string, settings: string, packages: ReadonlyArray<string>): Promise<void> => {
  await succeed('apt-get', ['-q', '-c', settings, 'download', ...packages], partial)
  const root = join(partial, 'root')
  mkdirSync(root)
  for (const archive of readdirSync(partial).filter(name => name.endsWith('.deb')))
    await succeed('dpkg-deb', ['-x', join(partial, archive), root])
}

/** Folder with the contents of these packages in the releases of today, of Debian as this machine has it; made once, then from the cache. */
export const debianRoot = (
  architecture: Architecture,
  packages: ReadonlyArray<string>,
  log: (line: string) => void,
): Promise<string> =>
  withLock(
    `debian-${architecture}`,
    () => log('waiting for another build that fetches packages ...'),
    async () => {
      const folder = join(cacheFolder(process.env, homedir()), `debian-${architecture}`)
      const settings = ownApt(folder, architecture)
      const stamp = join(folder, 'updated')
      if (!areFresh(stamp)) {
        log(`fetching Debian's lists of packages for ${architecture} ...`)
        await succeed('apt-get', ['-q', '-c', settings, 'update'])
        writeFileSync(stamp, '')
      }
      const releases = await succeed('apt-get', ['-q', '-c', settings, '--print-uris', 'download', ...packages])
      const root = join(folder, `root-${createHash('sha256').update(releases).digest('hex').slice(0, 16)}`)
      if (existsSync(root)) return root
      log(`fetching ${packages.join(', ')} for ${architecture} ...`)
      const partial = mkdtempSync(`${root}.partial-`)
      try {
        await unpack(partial, settings, packages)
        renameSync(join(partial, 'root'), root)
      } finally {
        rmSync(partial, { recursive: true, force: true })
      }
      return root
    },
  )
