import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runShell } from './run-shell'

/** The cloud kernel has the rest built in. */
const MODULES = ['kernel/drivers/block/virtio_blk', 'kernel/fs/overlayfs/overlay']

const INIT = join(__dirname, 'guest', 'init')

/** Takes the modules that the initramfs loads out of a Debian root, in the order of loading. */
export const unpackModules = async (root: string, kernelVersion: string, folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  for (const [at, module] of MODULES.entries()) {
    const packed = join(root, 'lib/modules', kernelVersion, `${module}.ko.xz`)
    const name = join(folder, `${at}-${module.split('/').pop()}.ko`)
    await runShell('"$1" unxz -c "$2" > "$3"', [join(root, 'bin/busybox'), packed, name])
  }
}

const assemble = async (busybox: string, modules: string, output: string): Promise<void> => {
  const work = mkdtempSync(join(tmpdir(), 'initrd-'))
  try {
    mkdirSync(join(work, 'bin'))
    copyFileSync(busybox, join(work, 'bin/busybox'))
    cpSync(modules, join(work, 'modules'), { recursive: true })
    copyFileSync(INIT, join(work, 'init'))
    chmodSync(join(work, 'init'), 0o755)
    const partial = `${output}.${process.pid}.partial`
    await runShell('cd "$1" && find . | "$2" cpio -o -H newc 2>/dev/null | gzip -n -1 > "$3"', [work, busybox, partial])
    renameSync(partial, output)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** An initramfs of busybox, two modules and our own script: no udev, no tools, up in a second even when emulated. */
export const initrdIn = async (folder: string): Promise<string> => {
  const key = createHash('sha256').update(readFileSync(INIT)).digest('hex').slice(0, 16)
  const output = join(folder, `initrd-${key}`)
  if (!existsSync(output)) await assemble(join(folder, 'busybox'), join(folder, 'modules'), output)
  return output
}
