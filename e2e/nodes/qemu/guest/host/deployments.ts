import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Deployment, type HostState, idOf } from '../../../../../testbed/hosts/host-state'
import { replaceFile } from '../../../../../testbed/hosts/json-file'
import { command } from './command'
import { BOOT_ENTRIES, deploymentFolder, layerFolder } from './paths'

/** Names of the layers of a deployment, the topmost first; the Debian packages, which every image is made of, are last. */
export const layersOf = ({ image }: Deployment): ReadonlyArray<string> => [
  ...image.layers.map(({ digest }) => digest.replace('sha256:', '')).reverse(),
  'base',
]

const writeIfChanged = (path: string, text: string): void => {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  replaceFile(path, text)
  command('sync', '-f', path)
}

/** Writes what the boot loader reads: the order of the deployments, and the layers of each. */
export const writeBootEntries = ({ deployments, run }: HostState): void => {
  for (const deployment of [...deployments, ...(run.staged === undefined ? [] : [run.staged.deployment])]) {
    const folder = deploymentFolder(idOf(deployment))
    mkdirSync(folder, { recursive: true })
    writeIfChanged(join(folder, 'layers'), `${layersOf(deployment).join('\n')}\n`)
  }
  writeIfChanged(BOOT_ENTRIES, `${deployments.map(idOf).join('\n')}\n`)
}

/** What was changed below /etc goes along into the next image, as ostree's merge does where the images agree. */
export const carryEtc = (from: string, to: string): void => {
  const source = join(deploymentFolder(from), 'upper', 'etc')
  const target = join(deploymentFolder(to), 'upper')
  mkdirSync(target, { recursive: true })
  if (existsSync(source)) command('cp', '-a', source, target)
}

const SEED = '/dev/vdb'

/** What every root of a machine has from its disk, whatever the image: see ../init. */
const bindDisk = (target: string): void => {
  for (const [from, name] of [
    ['/sysroot', 'sysroot'],
    ['/var', 'var'],
  ] as const) {
    mkdirSync(join(target, name), { recursive: true })
    command('mount', '--bind', from, join(target, name))
  }
  for (const name of ['run', 'dev', 'proc', 'sys', 'tmp']) mkdirSync(join(target, name), { recursive: true })
  command('tar', '-xf', SEED, '-C', target, '--strip-components=1', 'root')
  if (!existsSync(join(target, 'ostree'))) symlinkSync('sysroot/ostree', join(target, 'ostree'))
}

/** The root that a deployment boots into, for a soft reboot: nobody runs between here and there. */
export const mountRoot = (deployment: Deployment, target: string): void => {
  const folder = deploymentFolder(idOf(deployment))
  const lower = layersOf(deployment).map(name => layerFolder(name))
  for (const name of ['upper', 'work']) mkdirSync(join(folder, name), { recursive: true })
  mkdirSync(target, { recursive: true })
  const options = `lowerdir=${lower.join(':')},upperdir=${join(folder, 'upper')},workdir=${join(folder, 'work')}`
  command('mount', '-t', 'overlay', '-o', options, 'root', target)
  bindDisk(target)
}
