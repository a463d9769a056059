import type { NamedFailure } from './bootc/named-failures'
import { readJsonFile, writeJsonFile } from './json-file'
import type { HostLayout } from './layout'

/**
 * What may go wrong, by the command or moment it happens at. The file is read at each of them, so a test writes it
 * whenever it likes. To add an error of a pull: a row in `bootc/named-failures.ts`; another fault: a name here, and its
 * effect where that command runs.
 *
 * | key        | values                                                                                             |
 * |------------|----------------------------------------------------------------------------------------------------|
 * | host       | `layered`, `package-mode`, `read-only`: what `status` says, and why every pull fails                 |
 * | status     | `garbage`, `hang`, `container` (all-null host, exit 0), `missing-ref`, `crash`, an outcome           |
 * | switch     | an error (`NamedFailure`), `hang` (lock held), `stall` (hangs in the middle of the pull), `crash`,   |
 * |            | `bound-image` (stages, then fails), an outcome; `corrupted-layer` (ostree: the layer is kept, 330)   |
 * | upgrade    | the same                                                                                             |
 * | rollback   | `crash`, `hang`, an outcome                                                                          |
 * | undeploy   | an outcome                                                                                           |
 * | reboot     | `ignored` (exit 0, nothing happens), `hang` (goes down, back only by a power cut), outcome           |
 * |            | `stuck` (says `stopping` and goes on)                                                               |
 * | softReboot | `not-taken` (counts, but the old tree runs on)                                                       |
 * | finalize   | `etc-merge`, `boot-full`: the staged image is lost on the way down                                   |
 * |            | (`{ stderr }`: for another reason)                                                                   |
 * | umount     | an outcome                                                                                           |
 * | start      | `hang` (this start of the machine comes up without agent and kubelet)                                |
 * | agentStart | `never`, or an outcome with `seconds`: how much later the agent starts                               |
 * | kubelet    | `not-ready`: after a boot the Node stays NotReady                                                    |
 */
export const FAULT_KEYS = [
  'host',
  'status',
  'switch',
  'upgrade',
  'rollback',
  'undeploy',
  'reboot',
  'softReboot',
  'finalize',
  'umount',
  'start',
  'agentStart',
  'kubelet',
] as const
export type FaultKey = (typeof FAULT_KEYS)[number]

type OtherFault =
  | 'bound-image'
  | 'boot-full'
  | 'container'
  | 'corrupted-layer'
  | 'crash'
  | 'etc-merge'
  | 'garbage'
  | 'hang'
  | 'ignored'
  | 'missing-ref'
  | 'never'
  | 'not-ready'
  | 'not-taken'
  | 'package-mode'
  | 'stall'
  | 'stuck'

export interface Fault {
  readonly name?: NamedFailure | OtherFault
  /** With `stderr`: the command prints it and fails so, instead of doing anything. */
  readonly exitCode?: number
  readonly stderr?: string
  readonly stdout?: string
  /** Takes this much longer, in seconds; alone it delays and nothing fails. */
  readonly seconds?: number
  /** Path of a file on this machine: what stalls goes on once it is there. */
  readonly until?: string
  /** Applies this many times, then never again; without it always. */
  readonly times?: number
}

/** A bare name is short for `{ name }`. */
export type Faults = Partial<Record<FaultKey, Fault | NonNullable<Fault['name']>>> & {
  /** Manifest digests that do not boot: the boot loader falls back to the next entry (recorded steps 082 and 083). */
  readonly fallbackDigests?: ReadonlyArray<string>
  /** `ActiveState` of units, or `missing` where there is none: of all others systemd says that they are active. */
  readonly units?: Readonly<Record<string, string>>
}

export const readFaults = (layout: HostLayout): Faults => (readJsonFile(layout.faults) ?? {}) as Faults

export const writeFaults = (layout: HostLayout, faults: Faults): void => writeJsonFile(layout.faults, faults)

/** The fault that applies now, if any; counts it when it is limited. */
export const takeFault = (layout: HostLayout, key: FaultKey): Fault | undefined => {
  const faults = readFaults(layout)
  const entry = faults[key]
  if (entry === undefined) return undefined
  const fault = typeof entry === 'string' ? { name: entry } : entry
  if (fault.times === undefined) return fault
  if (fault.times <= 0) return undefined
  writeFaults(layout, { ...faults, [key]: { ...fault, times: fault.times - 1 } })
  return fault
}
