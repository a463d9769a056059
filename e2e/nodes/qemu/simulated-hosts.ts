import { join, resolve } from 'node:path'
import { pushable } from '../../../testbed/images/pushable'
import type { Hosts } from './hosts'
import { installedHost } from './installed-host'
import type { MachineDisk } from './machine-disk'
import { runShell } from './run-shell'
import { makeSeed } from './seed'

/** Enough for kubelet, containerd, an agent and small pods. */
const MEMORY_MB = 1536

const COMMAND_LINE = 'console=ttyS0 panic=5 net.ifnames=0 mitigations=off loglevel=4 systemd.show_status=0'

/** Machines in which the simulated bootc has real effects; our initramfs is their boot loader. */
export const simulatedHosts = ({ disk, kernel, initrd }: MachineDisk): Hosts => ({
  bootc: 'bootc is simulated inside the machines',
  imageOf: ({ image }) => pushable(image),
  install:
    async ({ os, repository }) =>
    async (plan, dir) => {
      const seed = join(dir, 'seed.tar')
      await makeSeed({
        plan,
        hostBundle: resolve('dist', 'machine-host.js'),
        install: installedHost(plan.name, os, repository),
        work: join(dir, 'seed'),
        output: seed,
      })
      const own = join(dir, 'disk.qcow2')
      await runShell('qemu-img create -q -f qcow2 -F raw -b "$1" "$2"', [disk, own])
      return {
        drives: [
          { file: own, format: 'qcow2' },
          { file: seed, format: 'raw', readonly: true },
        ],
        memoryMb: MEMORY_MB,
        bootLoader: async () => ({ kernel, initrd, commandLine: COMMAND_LINE }),
      }
    },
})
