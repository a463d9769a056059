import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { layeredImage } from '../../../testbed/images/layered-image'
import type { Hosts, InstallSource } from '../qemu/hosts'
import { withAuthFile } from './auth-file'
import { askDisk, bootFrom } from './boot-loader'
import { makeNodeDisk, preload } from './node-disk'
import { KERNEL_ARGUMENTS, MEMORY_MB } from './node-system'
import type { OstreeBase } from './ostree-base'
import { pushOver } from './push-over'
import { runScript } from './run-script'

/** The disk that the disks of all machines are copies of. */
const deploy = async (base: OstreeBase, source: InstallSource): Promise<string> => {
  const { dir, repository, local, log } = source
  mkdirSync(dir, { recursive: true })
  log('pushing the base layer of the operating system, and installing it on a disk ...')
  const digest = await pushOver(base.image, [base.layer], source)
  const disk = join(dir, 'installed.raw')
  const registry = repository.split('/')[0] ?? ''
  await withAuthFile(source, authFile =>
    runScript('deploy.sh', [
      ...[base.root, base.bootc, disk, `${repository}@${digest}`, authFile, registry, local],
      'root=/dev/vda',
      ...KERNEL_ARGUMENTS,
    ]),
  )
  await preload(base.root, disk, source)
  return disk
}

/** Machines that ostree boots, around a real bootc; this process is their boot loader. */
export const ostreeHosts = (base: OstreeBase): Hosts => ({
  bootc: `bootc is ${base.bootc}, on ostree`,
  imageOf: os => layeredImage(base.image, os),
  install: async source => {
    const installed = await deploy(base, source)
    return async (plan, dir) => {
      const disk = await makeNodeDisk(installed, plan, dir)
      return {
        drives: [{ file: disk, format: 'raw' }],
        memoryMb: MEMORY_MB,
        bootLoader: () => bootFrom(askDisk(disk), join(dir, 'boot'), line => source.log(`${plan.name}: ${line}`)),
      }
    }
  },
})
