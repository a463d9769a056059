import { readJsonFile } from './json-file'
import type { HostLayout } from './layout'

/** Which of bootc's two stores the host was installed with. */
export type Backend = 'ostree' | 'composefs'

/** What `host.json` says: fixed for the life of the host, but read at every command, so a test may edit it. */
export interface HostSettings {
  readonly name: string
  readonly backend: Backend
  /** composefs only: boots unified kernel images, for which bootc negates `rollbackQueued` (bootc-contract.md §1.2). */
  readonly unifiedKernel: boolean
  /** As OCI names it (`amd64`, `arm64`). */
  readonly architecture: string
  /** Knows other options and status keys than the others (`bootc/releases.ts`); new hosts get the one of BOOTC. */
  readonly bootcVersion: string
  /** Path of the registry file, shared by the hosts of a cluster (`registry.ts`). */
  readonly registry: string
  /** How long a pull that stages takes, in seconds. */
  readonly stageSeconds: number
  /** How long every other bootc command takes, in milliseconds. */
  readonly statusMillis: number
  /** What /etc/containers/policy.json asks of every image; the recorded hosts asked nothing. */
  readonly signaturePolicy: 'nothing' | 'signed'
  /** Units that are active after every start of the host. */
  readonly activeUnits: ReadonlyArray<string>
}

/** Fast on purpose: a test waits for states, not for downloads. The units are those that compete with an agent (bootc-contract.md §5). */
export const DEFAULT_SETTINGS = {
  backend: 'ostree',
  unifiedKernel: false,
  architecture: 'amd64',
  bootcVersion: '1.16.9',
  stageSeconds: 0.3,
  statusMillis: 0,
  signaturePolicy: 'nothing',
  activeUnits: ['bootc-fetch-apply-updates.timer'],
} as const

export const readSettings = (layout: HostLayout): HostSettings => {
  const read = readJsonFile(layout.settings)
  if (read === undefined) throw new Error(`${layout.settings} is missing: make the host with createHost first`)
  return { ...DEFAULT_SETTINGS, ...(read as HostSettings) }
}
