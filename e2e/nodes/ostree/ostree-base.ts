import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type BaseImage, fileBlob } from '../../../testbed/images/layered-image'
import type { Blob } from '../../../testbed/registry/tiny-image'
import { buildPrograms } from '../../../testbed/tools/binaries'
import { cacheFolder } from '../../../testbed/tools/cache-folder'
import { withLock } from '../../../testbed/tools/lock'
import { kubelet } from '../../../testbed/tools/programs'
import { runShell } from '../qemu/run-shell'
import { OSTREE_PACKAGES, OSTREE_SUITE } from './packages'
import { runScript } from './run-script'

type Log = (line: string) => void

/** What all versions of the operating system of ostree hosts have in common. */
export interface OstreeBase {
  /** Debian, in which ostree and bootc are run on this host. */
  readonly root: string
  readonly bootc: string
  readonly image: BaseImage
  /** The blob of its layer. */
  readonly layer: Blob
}

const DEBIAN = 'http://deb.debian.org/debian'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

export const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

export const keyOf = (...parts: ReadonlyArray<string>): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)

const script = (name: string): string => readFileSync(join(__dirname, name), 'utf8')

/** Makes a folder of the cache, once and whole. */
export const cached = async (name: string, log: Log, make: (folder: string) => Promise<void>): Promise<string> => {
  const folder = join(cacheFolder(process.env, homedir()), name)
  const waits = (): void => log(`waiting for another run that makes ${folder} ...`)
  if (existsSync(folder)) return folder
  await withLock(folder, waits, async () => {
    if (existsSync(folder)) return
    const partial = `${folder}.${process.pid}.partial`
    mkdirSync(partial, { recursive: true })
    try {
      await make(partial)
      renameSync(partial, folder)
    } finally {
      rmSync(partial, { recursive: true, force: true })
    }
  })
  return folder
}

/** Debian with ostree, as a folder. */
export const ostreeRoot = (log: Log): Promise<string> =>
  cached(`ostree-root-${keyOf(OSTREE_SUITE, script('make-root.sh'), ...OSTREE_PACKAGES)}`, log, async folder => {
    log(`Debian ${OSTREE_SUITE} with ostree for the machines (once, about 2 min) ...`)
    await runScript('make-root.sh', [join(folder, 'root'), OSTREE_SUITE, DEBIAN, OSTREE_PACKAGES.join(' ')])
  }).then(folder => join(folder, 'root'))

/** Packs the layer, which is too big to be held in memory for longer than a push takes. */
const describe = async (folder: string): Promise<void> => {
  const tar = join(folder, 'layer.tar')
  const diffId = `sha256:${await hashOf(tar)}`
  await runShell('gzip -n -1 "$1"', [tar])
  const digest = `sha256:${await hashOf(`${tar}.gz`)}`
  const layer = { mediaType: LAYER, digest, size: statSync(`${tar}.gz`).size }
  const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [diffId] } }
  writeFileSync(join(folder, 'base.json'), JSON.stringify({ manifest: { layers: [layer] }, config }))
}

/** The base of hosts with this root, around this bootc executable; `backend` names its folder of the cache. */
export const baseIn = async (backend: string, root: string, bootc: string, log: Log): Promise<OstreeBase> => {
  const programs = await buildPrograms([kubelet], log)
  const key = keyOf(root, await hashOf(bootc), programs, script('make-layer.sh'))
  const folder = await cached(`${backend}-base-${key}`, log, async partial => {
    log(`base layer of the ${backend} hosts (once, about 1 min) ...`)
    await runScript('make-layer.sh', [root, bootc, join(programs, 'kubelet'), partial])
    await describe(partial)
  })
  const image = JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8')) as BaseImage
  const [{ digest } = { digest: '' }] = image.manifest.layers
  return { root, bootc, image, layer: fileBlob(join(folder, 'layer.tar.gz'), { digest, mediaType: LAYER }) }
}

/** The base of ostree hosts around this bootc executable, made on first use and then taken from the cache folder. */
export const ostreeBase = async (bootc: string, log: Log): Promise<OstreeBase> =>
  baseIn('ostree', await ostreeRoot(log), bootc, log)
