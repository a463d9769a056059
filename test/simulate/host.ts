import type { Attempt } from '../../hooks/api/bootc-node-update'
import { digestIn } from '../../hooks/api/bootc-node-update'
import type { Stored } from './store'

/** A reboot that the agent keeps on disk from before it reports it until another boot has been classified. */
export interface Intent {
  readonly attempt: string
  readonly image: string
  readonly how: 'staged' | 'rollback'
  readonly fromBoot: string
  readonly mark: string
  readonly pool: string
  /** systemd has been asked; the machine goes down by itself now. */
  readonly asked: boolean
}

/** What is on the agent's disk, and so survives a reboot and a crash. */
export interface Memory {
  readonly attempt?: Attempt
  readonly intent?: Intent
  /** Reboots of this attempt after which the staged image was simply gone. */
  readonly losses?: number
}

/** What of an agent's process is gone when it crashes. */
export interface AgentProcess {
  /** The order as its watch has shown it last. */
  readonly view?: Stored
  /** The order as read fresh for a reboot: the report is bound to its resourceVersion. */
  readonly read?: Stored
  readonly download?: { readonly image: string; readonly endsAt: number }
  /** After a failure that may pass, nothing is tried until then. */
  readonly pausedUntil?: number
}

/** How a host misbehaves; digests and counts. */
export interface Quirks {
  /** Images that do not come up: the boot loader falls back. */
  readonly unbootable: ReadonlySet<string>
  /** Images under which the kubelet never becomes Ready. */
  readonly sick: ReadonlySet<string>
  /** Images that cannot be downloaded, for good. */
  readonly missing: ReadonlySet<string>
  /** Downloads that fail before one succeeds. */
  readonly flaky: number
  /** Reboots that lose what was staged. */
  readonly losesStaged: number
  /** Images under which bootc does not work, though the kubelet does. */
  readonly breaksBootc: ReadonlySet<string>
  /** As on composefs: whatever is staged comes up with any reboot. */
  readonly cannotLock: boolean
}

export const NO_QUIRKS: Quirks = {
  unbootable: new Set(),
  sick: new Set(),
  missing: new Set(),
  flaky: 0,
  losesStaged: 0,
  breaksBootc: new Set(),
  cannotLock: false,
}

/** A machine with its boot entries and its agent. Times are ms since 1970. */
export interface Host {
  /** The uid of the Node that its kubelet registered. */
  readonly uid: string
  readonly boot: number
  readonly bootedAt: number
  /** How far its clock is ahead of the API server's, in ms: its kubelet and its agent tell no other time. */
  readonly clockAhead: number
  readonly booted: string
  readonly rollback?: string
  readonly staged?: { readonly image: string; readonly locked: boolean }
  /** While it is down: since when, and when it is up again; `never` until somebody switches it on. */
  readonly down?: { readonly since: number; readonly until: number | 'never' }
  readonly memory: Memory
  readonly agent: AgentProcess
  /** Until when its agent is dead. */
  readonly silentUntil: number
  /** From when until when its kubelet cannot be heard, though it runs. */
  readonly kubeletDownSince: number
  readonly kubeletDownUntil: number
  readonly quirks: Quirks
  /** The host's own updater: what it stages and when, in ms since 1970, unless it is masked by then. */
  readonly updater?: { readonly image: string; readonly at: number }
}

export const digestOf = (image: string): string => digestIn(image) ?? image

/** The kernel's boot id, as the Node has it too. */
export const kernelBootOf = (name: string, { uid, boot }: Host): string => `${name}-${uid}-boot-${boot}`

/** The boot as the agent names it. */
export const bootOf = (name: string, host: Host): string => `${kernelBootOf(name, host)}/0`

/** Whether the agent can read what the host runs. */
export const isReadable = ({ booted, quirks }: Host): boolean => !quirks.breaksBootc.has(digestOf(booted))

export const isUp = ({ down }: Host): boolean => down === undefined

/** Down from now on. `clean`: by a shutdown, which finalizes what is staged and not locked; else the power went. */
export const withoutPower = (host: Host, down: NonNullable<Host['down']>, clean: boolean): Host => {
  const { staged, ...rest } = host
  const applies = clean && staged !== undefined && !staged.locked && host.quirks.losesStaged === 0
  const quirks = { ...host.quirks, losesStaged: Math.max(0, host.quirks.losesStaged - 1) }
  const entries = applies ? entriesFor(host, staged.image) : {}
  return { ...rest, ...entries, quirks, down, agent: {} }
}

/** The boot entries once `image` is the next to come up, or has been found not to. */
const entriesFor = ({ booted, quirks }: Host, image: string): Pick<Host, 'booted' | 'rollback'> =>
  quirks.unbootable.has(digestOf(image)) ? { booted, rollback: image } : { booted: image, rollback: booted }

/** The same for `bootc rollback`: what is staged is dropped. */
export const withRollbackQueued = (host: Host): Host => {
  const { staged: _dropped, ...rest } = host
  return host.rollback === undefined ? rest : { ...rest, ...entriesFor(host, host.rollback) }
}

/** Up again, in another boot. */
export const backUp = ({ down: _over, ...host }: Host, at: number): Host => ({
  ...host,
  boot: host.boot + 1,
  bootedAt: at,
})
