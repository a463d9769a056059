import { join } from 'node:path'
import type { InstallSource } from '../qemu/hosts'
import { runShell } from '../qemu/run-shell'
import { makeNodeFiles } from '../qemu/seed'
import type { NodePlan } from '../qemu/seed-files'
import { runScript } from './run-script'

/** Puts the images that all machines need into the store of containerd on the installed disk; `root` has a containerd. */
export const preload = async (
  root: string,
  installed: string,
  { preloaded, log }: Pick<InstallSource, 'preloaded' | 'log'>,
): Promise<void> => {
  log('unpacking the images that every node needs ...')
  await runScript('preload.sh', [root, installed, ...Object.entries(preloaded).flat()])
}

/** A copy of the installed disk in the machine's folder, whose deployment has in /etc what makes it this node. */
export const makeNodeDisk = async (installed: string, plan: NodePlan, dir: string): Promise<string> => {
  const disk = join(dir, 'disk.raw')
  const files = join(dir, 'etc.tar')
  await makeNodeFiles(plan, join(dir, 'etc'), files)
  await runShell('cp --sparse=always "$1" "$2"', [installed, disk])
  await runScript('configure.sh', [disk, files])
  return disk
}
