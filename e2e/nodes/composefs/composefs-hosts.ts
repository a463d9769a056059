import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { layeredImage } from '../../../testbed/images/layered-image'
import { makeNodeDisk, preload } from '../ostree/node-disk'
import { KERNEL_ARGUMENTS, MEMORY_MB } from '../ostree/node-system'
import { pushOver } from '../ostree/push-over'
import { ensureHostTools } from '../qemu/host-tools'
import type { Hosts, InstallSource } from '../qemu/hosts'
import { type ComposefsBase, composefsBase } from './composefs-base'
import { firmwareIn } from './firmware-in'
import { installInMachine } from './installer'
import { COMPOSEFS_TOOLS } from './packages'

/** The disk that the disks of all machines are copies of. */
const install = async (base: ComposefsBase, source: InstallSource): Promise<string> => {
  const { dir, repository, log } = source
  mkdirSync(dir, { recursive: true })
  log('pushing the base layer of the operating system, and installing it on a disk in a machine ...')
  const digest = await pushOver(base.image, [base.layer], source)
  const disk = join(dir, 'installed.raw')
  const wanted = {
    installer: base.installer,
    image: `${repository}@${digest}`,
    // bootc adds the root, and which image is the one to boot.
    kernelArguments: KERNEL_ARGUMENTS,
    disk,
  }
  await installInMachine(wanted, source)
  await preload(base.root, disk, source)
  return disk
}

/** Machines whose root is an image of composefs, around a real bootc: UEFI and systemd-boot boot them. */
export const composefsHosts = async (bootc: string, busybox: string, log: (line: string) => void): Promise<Hosts> => {
  await ensureHostTools(log, COMPOSEFS_TOOLS)
  const base = await composefsBase(bootc, busybox, log)
  return {
    bootc: `bootc is ${bootc}, on composefs`,
    imageOf: os => layeredImage(base.image, os),
    install: async source => {
      const installed = await install(base, source)
      return async (plan, dir) => {
        const disk = await makeNodeDisk(installed, plan, dir)
        return {
          drives: [{ file: disk, format: 'raw' }],
          memoryMb: MEMORY_MB,
          firmware: firmwareIn(dir),
          bootLoader: async () => undefined,
        }
      }
    },
  }
}
