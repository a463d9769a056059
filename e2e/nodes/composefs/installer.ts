import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { file } from '../../../testbed/image-builder/oci/entry'
import { tarOf } from '../../../testbed/image-builder/oci/tar'
import { lastLines, runProgram } from '../../../testbed/tools/run-program'
import { systemEnv } from '../../../testbed/tools/system-env'
import { authFor } from '../ostree/auth-file'
import { chooseAccelerator } from '../qemu/accelerator'
import type { InstallSource } from '../qemu/hosts'
import { installerArguments } from '../qemu/qemu-arguments'
import { runShell } from '../qemu/run-shell'
import { registriesConf } from '../qemu/seed-files'
import { firmwareIn } from './firmware-in'

export interface Install {
  /** Folder with vmlinuz, initrd and root.raw. */
  readonly installer: string
  /** As the machines name it, by digest. */
  readonly image: string
  readonly kernelArguments: ReadonlyArray<string>
  /** Raw file that gets the system; it is made. */
  readonly disk: string
}

const DISK_SIZE = '12G'
/** Of the machine that installs, in MiB: bootc keeps layers in memory for longer than a node does. */
const MEMORY_MB = 3072
/** So many characters of the console are shown; bootc's bars of progress make it long. */
const SAID = 1500
/** An emulated machine that pulls a whole system beside other work. */
const INSTALL_MS = 45 * 60_000

/**
 * `bootc install to-disk`: https://bootc-dev.github.io/bootc/bootc-install.html. The boot loader is told nothing of the firmware
 * that it is installed on, since machines have their own.
 */
export const installCommand = ({ image, kernelArguments }: Pick<Install, 'image' | 'kernelArguments'>): string =>
  [
    ...['bootc install to-disk --composefs-backend --bootloader systemd --filesystem ext4 --wipe --generic-image'],
    ...[`--source-imgref docker://${image}`, `--target-imgref ${image}`],
    ...kernelArguments.map(argument => `--karg=${argument}`),
    '/dev/vdb',
  ].join(' ')

/** A tar that the machine unpacks over its root. */
const ordersOf = (install: Install, { dockerConfig, local }: InstallSource): Buffer => {
  const { image } = install
  const files = {
    'etc/e2e-installer/install': `${installCommand(install)}\n`,
    'etc/containers/registries.conf.d/e2e.conf': registriesConf(image.split('/').slice(0, 1)),
    'etc/ostree/auth.json': authFor(dockerConfig(), local),
    'etc/resolv.conf': 'nameserver 10.0.2.3\n',
  }
  return tarOf(Object.entries(files).map(([path, content]) => file(path, content, 0o600)))
}

const runInstaller = async ({ installer, disk }: Install, orders: string, work: string): Promise<void> => {
  const console = join(work, 'console.log')
  const root = join(work, 'root.qcow2')
  await runShell('qemu-img create -q -f qcow2 -F raw -b "$1" "$2"', [join(installer, 'root.raw'), root])
  await runShell('truncate -s "$1" "$2"', [DISK_SIZE, disk])
  const args = installerArguments({
    name: 'installer',
    accelerator: chooseAccelerator(),
    firmware: firmwareIn(work),
    boot: {
      kernel: join(installer, 'vmlinuz'),
      initrd: join(installer, 'initrd'),
      commandLine: 'console=ttyS0 panic=-1 net.ifnames=0 mitigations=off loglevel=4',
    },
    drives: [
      { file: root, format: 'qcow2' },
      { file: disk, format: 'raw' },
      { file: orders, format: 'raw', readonly: true },
    ],
    memoryMb: MEMORY_MB,
    console,
  })
  const { code, stderr } = await runProgram('timeout', [String(INSTALL_MS / 1000), 'qemu-system-x86_64', ...args], {
    env: systemEnv(),
  })
  const said = existsSync(console) ? readFileSync(console, 'utf8') : ''
  rmSync(root, { force: true })
  if (said.includes('e2e installer: code 0')) return
  throw new Error(
    `the installer machine failed (QEMU ended with ${code}): ${lastLines(`${stderr}\n${said.slice(-SAID)}`, 8)}; see ${console}`,
  )
}

/** Installs an image on a disk, in a machine of its own: the kernel of this host may know neither FAT nor fs-verity. */
export const installInMachine = async (install: Install, source: InstallSource): Promise<void> => {
  const work = join(source.dir, 'installer')
  mkdirSync(work, { recursive: true })
  const orders = join(work, 'orders.tar')
  writeFileSync(orders, ordersOf(install, source), { mode: 0o600 })
  try {
    await runInstaller(install, orders, work)
  } finally {
    rmSync(orders)
  }
}
