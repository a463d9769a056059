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

/** What an answer of Prometheus means for a gate; `failed`: it is none that could open it. */
export const GATE_OUTCOMES = ['open', 'closed', 'failed'] as const
export type GateOutcome = (typeof GATE_OUTCOMES)[number]

/** How a call ends; `aborted`: Metacontroller did not wait for the answer. */
export const CODES = ['200', '422', '500', 'aborted'] as const

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
