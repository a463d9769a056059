import type { RolloutPhase } from '../api/bootc-rollout'
import type { FoundImage, LookupFailure } from '../ports/registry'

/** What Metacontroller calls, as labels of metrics. */
export const HOOKS = [
  'pool-sync',
  'rollout-sync',
  'rollout-sync/customize',
  'node-sync',
  'node-sync/customize',
] as const
export type HookName = (typeof HOOKS)[number]

/** Those that write through the API themselves. */
export const SYNCS = ['rollout-sync', 'node-sync'] as const
export type SyncName = (typeof SYNCS)[number]

export const hookNamed = (path: string): HookName | undefined => HOOKS.find(hook => path === `/${hook}`)

/** How a call ends; `aborted`: Metacontroller did not wait for the answer. */
export const CODES = ['200', '422', '500', 'aborted'] as const

const POOL_PHASE_WORDS: Readonly<
  Record<Exclude<RolloutPhase, 'Completed'> | 'UpToDate' | 'Resolving' | 'Unresolved' | 'Pending', null>
> = {
  Pending: null,
  Resolving: null,
  Unresolved: null,
  Waiting: null,
  Staging: null,
  Progressing: null,
  Paused: null,
  Halted: null,
  UpToDate: null,
  RollingBack: null,
  RolledBack: null,
}
export const POOL_PHASES: ReadonlyArray<string> = Object.keys(POOL_PHASE_WORDS)

/** Phases of nodes, as rollout-sync derives them; a test compares them with its type. */
export const NODE_PHASES = [
  'NotReporting',
  'Contested',
  'Pending',
  'Staging',
  'Ready',
  'Draining',
  'Drained',
  'Rebooting',
  'Verifying',
  'UpToDate',
  'CannotRollBack',
  'Failed',
  'Drifted',
] as const

const LOOKUP_WORDS: Readonly<Record<FoundImage['outcome'] | LookupFailure, null>> = {
  found: null,
  Unauthorized: null,
  ImageNotFound: null,
  RegistryUnreachable: null,
  RegistryTimeout: null,
  CertificateInvalid: null,
  RateLimited: null,
  RegistryError: null,
  InvalidManifest: null,
  RegistryRefused: null,
  NotARegistry: null,
}
export const LOOKUP_OUTCOMES: ReadonlyArray<string> = Object.keys(LOOKUP_WORDS)
