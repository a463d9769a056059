import { resolve } from 'node:path'
import { isExecutable } from '../../testbed/image-builder/contents/find-program'
import { imageHosts } from './bootc-image/image-hosts'
import { composefsHosts } from './composefs/composefs-hosts'
import { ostreeBase } from './ostree/ostree-base'
import { ostreeHosts } from './ostree/ostree-hosts'
import type { Hosts } from './qemu/hosts'
import type { MachineDisk } from './qemu/machine-disk'
import { simulatedHosts } from './qemu/simulated-hosts'

const BACKENDS = ['ostree', 'composefs'] as const
/** How bootc keeps images. */
type Backend = (typeof BACKENDS)[number]

export type HostsWish =
  | { readonly kind: 'simulated' }
  | { readonly kind: 'binary'; readonly file: string; readonly backend: Backend }
  | { readonly kind: 'image'; readonly reference: string }

/** Whose bootc the machines have; `image` is one of BOOTC_IMAGE. */
export type BootcOf = Backend | Exclude<HostsWish['kind'], 'binary'>

const backendIn = ({ BOOTC_BINARY: binary, E2E_BACKEND: wanted }: NodeJS.ProcessEnv): Backend => {
  const backend = BACKENDS.find(name => name === (wanted || 'ostree'))
  if (backend === undefined) throw new Error(`E2E_BACKEND must be ${BACKENDS.join(' or ')}, got "${wanted}"`)
  if (wanted && !binary) throw new Error('E2E_BACKEND is for a real bootc: give BOOTC_BINARY')
  return backend
}

/** What BOOTC_BINARY, BOOTC_IMAGE and E2E_BACKEND ask for. Throws an Error that says what is wrong with it. */
export const hostsWish = (env: NodeJS.ProcessEnv, executable: (file: string) => boolean = isExecutable): HostsWish => {
  const { BOOTC_BINARY: binary, BOOTC_IMAGE: reference } = env
  const backend = backendIn(env)
  if (binary && reference) throw new Error('BOOTC_BINARY and BOOTC_IMAGE exclude each other: give one')
  if (reference) return { kind: 'image', reference }
  if (!binary) return { kind: 'simulated' }
  const file = resolve(binary)
  if (!executable(file)) throw new Error(`BOOTC_BINARY=${binary} must be an executable file`)
  return { kind: 'binary', file, backend }
}

/** Which stories can pass depends on it. */
export const bootcOf = (wish: HostsWish): BootcOf => (wish.kind === 'binary' ? wish.backend : wish.kind)

interface Given {
  /** Folder for what is fetched. */
  readonly dir: string
  readonly disk: MachineDisk
  readonly log: (line: string) => void
}

const make = async (wish: HostsWish, { dir, disk, log }: Given): Promise<Hosts> => {
  if (wish.kind === 'binary' && wish.backend === 'composefs') return composefsHosts(wish.file, disk.busybox, log)
  if (wish.kind === 'binary') return ostreeHosts(await ostreeBase(wish.file, log))
  return wish.kind === 'image' ? imageHosts(wish.reference, dir, log) : simulatedHosts(disk)
}

/** Where the `bootc` of the machines comes from, as the environment says. */
export const chooseHosts = async (given: Given): Promise<Hosts> => {
  const hosts = await make(hostsWish(process.env), given)
  given.log(hosts.bootc)
  return hosts
}
