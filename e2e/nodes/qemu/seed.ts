import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HOST_ADDRESS } from './network-plan'
import { runShell } from './run-shell'
import { type NodePlan, seedFiles } from './seed-files'

const GUEST = join(__dirname, 'guest')

export interface SeedParts {
  readonly plan: NodePlan
  /** The simulated bootc of the machines, one file. */
  readonly hostBundle: string
  /** Files for the machine's disk when it has none yet, by path. */
  readonly install: Readonly<Record<string, string>>
  /** An empty folder to work in. */
  readonly work: string
  readonly output: string
}

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const link = (units: string, wanted: Wanted): void => {
  for (const [target, names] of Object.entries(wanted)) {
    const folder = join(units, `${target}.target.wants`)
    mkdirSync(folder, { recursive: true })
    for (const name of names) symlinkSync(`../${name}.service`, join(folder, `${name}.service`))
  }
}

const mask = (units: string): void => {
  for (const unit of [...MASKED, ...MASKED_MOUNTS]) symlinkSync('/dev/null', join(units, unit))
}

/** Units of ours that are started, by the target that wants them. */
type Wanted = Readonly<Record<string, ReadonlyArray<string>>>
const NODE_UNITS: Wanted = { 'multi-user': ['kubelet', 'node-network'] }
/** What the packages of ostree bring, the simulated bootc has for itself. */
const SIMULATED_UNITS: Wanted = { basic: ['ostree-boot-complete', 'ostree-finalize-staged'] }

/** What Debian starts and no node needs: every unit costs an emulated machine a second. */
const MASKED: ReadonlyArray<string> = [
  ...['systemd-logind', 'systemd-user-sessions', 'systemd-update-utmp', 'systemd-update-done', 'systemd-remount-fs'],
  ...['getty@tty1', 'serial-getty@ttyS0', 'serial-getty@hvc0', 'getty-static', 'systemd-networkd-persistent-storage'],
  ...['modprobe@drm', 'modprobe@fuse', 'modprobe@efi_pstore', 'ldconfig', 'systemd-hwdb-update', 'e2scrub_reap'],
  ...['systemd-journal-catalog-update', 'systemd-pstore', 'systemd-binfmt', 'systemd-random-seed'],
].map(name => `${name}.service`)
const MASKED_MOUNTS = ['dev-hugepages', 'dev-mqueue', 'sys-kernel-debug', 'sys-kernel-tracing'].map(
  name => `${name}.mount`,
)

/** Files that make a machine a node, into a root. */
const writeNode = (root: string, plan: NodePlan): void => {
  cpSync(join(GUEST, 'root'), root, { recursive: true })
  write(root, seedFiles(plan))
  const containerd = join(root, 'etc/containerd/config.toml')
  const sandboxImage = `${HOST_ADDRESS}:${plan.registryPorts[0]}/pause:1`
  writeFileSync(containerd, readFileSync(containerd, 'utf8').replace('@SANDBOX_IMAGE@', sandboxImage))
  const units = join(root, 'etc/systemd/system')
  link(units, NODE_UNITS)
  mask(units)
}

/** Writes the tar that a machine unpacks at every start: what is the same for all machines, and what is its own. */
export const makeSeed = async ({ plan, hostBundle, install, work, output }: SeedParts): Promise<void> => {
  const root = join(work, 'root')
  writeNode(root, plan)
  cpSync(join(GUEST, 'simulated'), root, { recursive: true })
  cpSync(hostBundle, join(root, 'usr/lib/bootc-e2e/host.js'))
  link(join(root, 'etc/systemd/system'), SIMULATED_UNITS)
  mkdirSync(join(work, 'disk'), { recursive: true })
  write(join(work, 'disk'), install)
  await runShell('tar -C "$1" --owner=0 --group=0 -cf "$2" root disk', [work, output])
  rmSync(work, { recursive: true, force: true })
}

/** Writes a tar of `/etc` of a machine whose bootc is a real one, to be unpacked once: ostree carries it from image to image. */
export const makeNodeFiles = async (plan: NodePlan, work: string, output: string): Promise<void> => {
  writeNode(work, plan)
  await runShell('tar -C "$1" --owner=0 --group=0 -cf "$2" etc', [work, output])
  rmSync(work, { recursive: true, force: true })
}
