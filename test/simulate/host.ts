import type { Memory } from '../../agent/memory'
import type { HostResult } from '../../agent/ports'
import type { Boot } from '../../hooks/api/bootc-node-update'
import { digestIn } from '../../hooks/api/bootc-node-update'
import type { Stored } from './store'

/** A pull that runs; `end` answers the agent that waits for it. */
export interface Download {
  readonly image: string
  readonly locked: boolean
  readonly endsAt: number
  readonly end: (result: Awaited<HostResult<string>>) => void
}

/** A process of the real agent: its turns, and what it has in memory. */
export interface RunningAgent {
  /** Answers how long to rest, in ms. */
  readonly turn: () => Promise<number>
  /** Whether an action runs. */
  readonly isActing: () => boolean
  /** Whether something woke it since it was asked last. */
  readonly isWoken: () => boolean
}

/** What of an agent's process is gone when it crashes. */
export interface AgentProcess {
  readonly running?: RunningAgent
  /** The order as its watch has shown it last. */
  readonly view?: Stored
  /** The order as read fresh for a reboot. */
  readonly read?: Stored
  readonly download?: Download
  /** Goes on with a reboot whose intent is on disk, in the next turn. */
  readonly goOn?: () => void
}

/** A reboot that systemd was asked for, by the order that the agent had read for it. */
export interface AskedReboot {
  readonly mark: string
  readonly fromBoot: string
  readonly image: string
  readonly pool: string
}

/** What of a host that is up and Ready is not well. */
export interface Ailment {
  /** `ActiveState` of units that are not active, or `none` where there is no such unit. */
  readonly units?: Readonly<Record<string, string>>
  /** Status of conditions of its Node. */
  readonly conditions?: Readonly<Record<string, string>>
  /** Whether the pods of DaemonSets are not Ready. */
  readonly pods?: true
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
  /** What is not as it should be under an image; by digest. */
  readonly ails: Readonly<Record<string, Ailment>>
  /** As with an old bootc on an old ostree: whatever is staged comes up with any reboot. */
  readonly cannotLock: boolean
}

export const NO_QUIRKS: Quirks = {
  unbootable: new Set(),
  sick: new Set(),
  missing: new Set(),
  flaky: 0,
  losesStaged: 0,
  breaksBootc: new Set(),
  ails: {},
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
  /** The next boot runs the rollback entry. */
  readonly rollbackQueued?: boolean
  readonly staged?: { readonly image: string; readonly locked: boolean }
  /** While it is down: since when, and when it is up again; `never` until somebody switches it on. */
  readonly down?: { readonly since: number; readonly until: number | 'never' }
  /** The machine goes down by itself now. */
  readonly reboot?: AskedReboot
  /** The boot as the agent saw it first, by the host's clock. */
  readonly seenBoot?: Boot
  /** What is on the agent's disk, and so survives a reboot and a crash. */
  readonly memory: Memory
  readonly agent: AgentProcess
  /** Until when its agent is dead. */
  readonly silentUntil: number
  /** From when until when its kubelet cannot be heard, though it runs. */
  readonly kubeletDownSince: number
  readonly kubeletDownUntil: number
  readonly quirks: Quirks
  /** When the pods of its DaemonSets became Ready, in ms since 1970, where that was after it booted. */
  readonly podsSince?: number
  /** Until its next boot it is so, whatever it runs. */
  readonly ails?: Ailment
  /** Conditions that something on the host posts of its Node, by type, where nothing is wrong. */
  readonly posts?: Readonly<Record<string, string>>
  /** The host's own updater: what it stages and when, in ms since 1970, unless it is masked by then. */
  readonly updater?: { readonly image: string; readonly at: number }
}

export const digestOf = (image: string): string => digestIn(image) ?? image

/** The kernel's boot id, as the Node has it too. */
export const kernelBootOf = (name: string, { uid, boot }: Host): string => `${name}-${uid}-boot-${boot}`

/** The boot as the agent names it. */
export const bootOf = (name: string, host: Host): string => `${kernelBootOf(name, host)}/0`

/** What is not well of the host now. */
export const ailmentOf = ({ booted, ails, quirks }: Host): Ailment => ails ?? quirks.ails[digestOf(booted)] ?? {}

/** Whether the agent can read what the host runs. */
export const isReadable = ({ booted, quirks }: Host): boolean => !quirks.breaksBootc.has(digestOf(booted))

export const isUp = ({ down }: Host): boolean => down === undefined

/** The boot entries once `image` is the next to come up, or has been found not to. */
const entriesFor = ({ booted, quirks }: Host, image: string): Pick<Host, 'booted' | 'rollback'> =>
  quirks.unbootable.has(digestOf(image)) ? { booted, rollback: image } : { booted: image, rollback: booted }

/** What the next boot runs, unless that is what runs now. The boot loader turned its order when the rollback was queued. */
const nextImage = ({ staged, rollback, rollbackQueued, quirks }: Host, clean: boolean): string | undefined => {
  const applies = clean && staged !== undefined && !staged.locked && quirks.losesStaged === 0
  if (applies) return staged.image
  return rollbackQueued === true ? rollback : undefined
}

/** Down from now on. `clean`: by a shutdown, which finalizes what is staged and not locked; else the power went. */
export const withoutPower = (host: Host, down: NonNullable<Host['down']>, clean: boolean): Host => {
  const { staged: _gone, rollbackQueued: _turned, reboot: _done, ails: _over, podsSince: _then, ...rest } = host
  const next = nextImage(host, clean)
  const entries = next === undefined ? {} : entriesFor(host, next)
  const quirks = { ...host.quirks, losesStaged: Math.max(0, host.quirks.losesStaged - 1) }
  return { ...rest, ...entries, quirks, down, agent: {} }
}

/** `bootc rollback`: what is staged is dropped. */
export const withRollbackToggled = ({ staged: _dropped, rollbackQueued, ...rest }: Host): Host =>
  rollbackQueued === true || rest.rollback === undefined ? rest : { ...rest, rollbackQueued: true }

/** Up again, in another boot. */
export const backUp = ({ down: _over, ...host }: Host, at: number): Host => ({
  ...host,
  boot: host.boot + 1,
  bootedAt: at,
})
