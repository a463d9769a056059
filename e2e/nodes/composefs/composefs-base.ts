import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { baseIn, cached, hashOf, keyOf, type OstreeBase, ostreeRoot } from '../ostree/ostree-base'
import { runScript } from '../ostree/run-script'
import { COMPOSEFS_PACKAGES } from './packages'

type Log = (line: string) => void

/** What all versions of the operating system of composefs hosts have in common, and what a machine installs them from. */
export interface ComposefsBase extends OstreeBase {
  /** Folder with vmlinuz, initrd and root.raw. */
  readonly installer: string
}

/** The name that cargo gives bootc's program for the initramfs; it lies where cargo puts bootc. */
const INITRAMFS_PROGRAM = 'bootc-initramfs-setup'

const MODULE = join(__dirname, 'initramfs')
const UNITS = join(__dirname, 'units')
const INIT = 'install-in-machine.sh'

const text = (...path: ReadonlyArray<string>): string => readFileSync(join(__dirname, ...path), 'utf8')

const composefsRoot = async (setup: string, log: Log): Promise<string> => {
  const ostree = await ostreeRoot(log)
  const files = [
    text('initramfs', 'module-setup.sh'),
    text('initramfs', 'bootc-root.service'),
    text('units', 'bootc-finalize-staged.service'),
  ]
  const key = keyOf(ostree, await hashOf(setup), ...files, text('make-root.sh'), ...COMPOSEFS_PACKAGES)
  const folder = await cached(`composefs-root-${key}`, log, async partial => {
    log('the same with systemd-boot, for composefs (once, about 1 min) ...')
    const args = [ostree, join(partial, 'root'), setup, MODULE, UNITS, COMPOSEFS_PACKAGES.join(' ')]
    await runScript('make-root.sh', args, __dirname)
  })
  return join(folder, 'root')
}

/** Made on first use, and then taken from the cache folder. Throws an Error where bootc's program for the initramfs is missing. */
export const composefsBase = async (bootc: string, busybox: string, log: Log): Promise<ComposefsBase> => {
  const setup = join(dirname(bootc), INITRAMFS_PROGRAM)
  if (!existsSync(setup)) {
    throw new Error(`composefs needs ${setup}: \`cargo build --release -p ${INITRAMFS_PROGRAM}\` of the same bootc`)
  }
  const root = await composefsRoot(setup, log)
  const base = await baseIn('composefs', root, bootc, log)
  const key = keyOf(root, await hashOf(bootc), await hashOf(busybox), text('make-installer.sh'), text(INIT))
  const installer = await cached(`composefs-installer-${key}`, log, async partial => {
    log('the installer machine for composefs (once, about 1 min) ...')
    await runScript('make-installer.sh', [root, bootc, busybox, join(__dirname, INIT), partial], __dirname)
  })
  return { ...base, installer }
}
