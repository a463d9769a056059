import { resolve } from 'node:path'
import { isExecutable } from '../../testbed/image-builder/contents/find-program'
import { imageHosts } from './bootc-image/image-hosts'
import { ostreeBase } from './ostree/ostree-base'
import { ostreeHosts } from './ostree/ostree-hosts'
import type { Hosts } from './qemu/hosts'
import type { MachineDisk } from './qemu/machine-disk'
import { simulatedHosts } from './qemu/simulated-hosts'

export type HostsWish =
  | { readonly kind: 'simulated' }
  | { readonly kind: 'binary'; readonly file: string }
  | { readonly kind: 'image'; readonly reference: string }

/** What BOOTC_BINARY and BOOTC_IMAGE ask for. Throws an Error that says what is wrong with it. */
export const hostsWish = (env: NodeJS.ProcessEnv, executable: (file: string) => boolean = isExecutable): HostsWish => {
  const { BOOTC_BINARY: binary, BOOTC_IMAGE: reference } = env
  if (binary && reference) throw new Error('BOOTC_BINARY and BOOTC_IMAGE exclude each other: give one')
  if (reference) return { kind: 'image', reference }
  if (!binary) return { kind: 'simulated' }
  const file = resolve(binary)
  if (!executable(file)) throw new Error(`BOOTC_BINARY=${binary} must be an executable file`)
  return { kind: 'binary', file }
}

interface Given {
  /** Folder for what is fetched. */
  readonly dir: string
  readonly disk: MachineDisk
  readonly log: (line: string) => void
}

const make = async (wish: HostsWish, { dir, disk, log }: Given): Promise<Hosts> => {
  if (wish.kind === 'binary') return ostreeHosts(await ostreeBase(wish.file, log))
  return wish.kind === 'image' ? imageHosts(wish.reference, dir, log) : simulatedHosts(disk)
}

/** Where the `bootc` of the machines comes from, as the environment says. */
export const chooseHosts = async (given: Given): Promise<Hosts> => {
  const hosts = await make(hostsWish(process.env), given)
  given.log(hosts.bootc)
  return hosts
}
