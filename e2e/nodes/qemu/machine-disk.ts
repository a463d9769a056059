import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { buildPrograms } from '../../../testbed/tools/binaries'
import { cacheFolder } from '../../../testbed/tools/cache-folder'
import { withLock } from '../../../testbed/tools/lock'
import { kubelet } from '../../../testbed/tools/programs'
import { initrdIn, unpackModules } from './initrd'
import { GUEST_PACKAGES, SUITE } from './packages'
import { runShell } from './run-shell'

type Log = (line: string) => void

/** What every machine is started from; nothing writes to it. */
export interface MachineDisk {
  /** Raw image; machines have a copy-on-write disk over it. */
  readonly disk: string
  readonly kernel: string
  readonly initrd: string
  /** Static, for whoever needs a small program of the same Debian. */
  readonly busybox: string
  /** tar of the Debian packages and the kubelet, which the disk has too, without a kernel. */
  readonly root: string
}

/** Name of the layer that the disk brings along: the Debian packages and the kubelet. */
export const BASE_LAYER = 'base'
/** Sparse; what is written to it is what it takes. */
const DISK_SIZE = '8G'

const DEBIAN = 'http://deb.debian.org/debian'

// What no node needs, and what Debian would do behind a test's back.
const CUSTOMIZE = `
rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/locale/* "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*
rm -f "$1"/etc/systemd/system/timers.target.wants/* "$1"/etc/systemd/system/getty.target.wants/* "$1"/etc/fstab
: > "$1"/etc/machine-id
rm -f "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/var/lib/dbus/machine-id
ln -sf /lib/systemd/system/systemd-networkd.service "$1"/etc/systemd/system/multi-user.target.wants/
ln -sf /lib/systemd/system/multi-user.target "$1"/etc/systemd/system/default.target
mkdir -p "$1"/usr/local/bin "$1"/var/log/journal
cp "$2" "$1"/usr/local/bin/kubelet
`

/** What the disk depends on: equal key, equal disk (but for what Debian changed meanwhile). */
export const diskKey = (packages: ReadonlyArray<string>, ...texts: ReadonlyArray<string>): string =>
  createHash('sha256')
    .update(JSON.stringify([SUITE, packages, CUSTOMIZE, DISK_SIZE, ...texts]))
    .digest('hex')
    .slice(0, 16)

const kernelVersionIn = (root: string): string => {
  const [version] = readdirSync(join(root, 'lib/modules'))
  if (version === undefined) throw new Error(`${root} has no kernel`)
  return version
}

const debianRoot = async (root: string, log: Log): Promise<void> => {
  log(`Debian ${SUITE} for the machines (once, about 1 min) ...`)
  const packages = GUEST_PACKAGES.join(',')
  // The kernel's package would make an initramfs that nobody uses.
  await runShell(
    'INITRD=No DEBIAN_FRONTEND=noninteractive debootstrap --variant=minbase --include="$2" "$3" "$1" "$4"',
    [root, packages, SUITE, DEBIAN],
  )
}

const make = async (folder: string, kubeletFile: string, log: Log): Promise<void> => {
  const base = join(folder, 'disk', 'ostree', 'layers', BASE_LAYER)
  mkdirSync(base, { recursive: true })
  await debianRoot(base, log)
  await runShell(CUSTOMIZE, [base, kubeletFile])
  const kernelVersion = kernelVersionIn(base)
  copyFileSync(join(base, 'boot', `vmlinuz-${kernelVersion}`), join(folder, 'vmlinuz'))
  copyFileSync(join(base, 'bin', 'busybox'), join(folder, 'busybox'))
  await unpackModules(base, kernelVersion, join(folder, 'modules'))
  log('the disk of the machines (once, some seconds) ...')
  await runShell('tar -C "$1" --exclude=./boot --exclude=./usr/lib/modules -cf "$2" .', [
    base,
    join(folder, 'root.tar'),
  ])
  const disk = join(folder, 'disk')
  // A base root has its own /var; the machines share one over all images, as bootc hosts do.
  await runShell('mkdir -p "$1/ostree/deploy/default" && cp -a "$2/var" "$1/ostree/deploy/default/var"', [disk, base])
  await runShell('truncate -s "$3" "$2" && mke2fs -q -F -t ext4 -L disk -d "$1" "$2"', [
    disk,
    join(folder, 'disk.raw'),
    DISK_SIZE,
  ])
  rmSync(disk, { recursive: true, force: true })
}

const partsIn = async (folder: string): Promise<MachineDisk> => ({
  disk: join(folder, 'disk.raw'),
  kernel: join(folder, 'vmlinuz'),
  initrd: await initrdIn(folder),
  busybox: join(folder, 'busybox'),
  root: join(folder, 'root.tar'),
})

/** The disk, kernel and initramfs of the machines, made on first use and then taken from the cache folder. */
export const machineDisk = async (log: Log): Promise<MachineDisk> => {
  const programs = await buildPrograms([kubelet], log)
  const key = diskKey(GUEST_PACKAGES, basename(programs))
  const folder = join(cacheFolder(process.env, homedir()), `machine-${key}`)
  if (existsSync(folder)) return partsIn(folder)
  await withLock(
    folder,
    () => log('waiting for another run that makes the disk of the machines ...'),
    async () => {
      if (existsSync(folder)) return
      const partial = `${folder}.${process.pid}.partial`
      mkdirSync(partial, { recursive: true })
      await make(partial, join(programs, 'kubelet'), log).catch((error: unknown) => {
        rmSync(partial, { recursive: true, force: true })
        throw error
      })
      renameSync(partial, folder)
    },
  )
  return partsIn(folder)
}
