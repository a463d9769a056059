import type { Api } from './api'
import type { ChildRule, ControllerSpec, ParentRule } from './controller-spec'
import type { Customize } from './customize'
import type { HookFailure } from './hook-call'
import type { Informer } from './informer'
import type { Informers } from './informers'
import type { KubernetesObject } from './kubernetes-object'
import type { Log } from './log'
import type { Resources } from './resources'

/** What all controllers of the process share. */
export interface World {
  readonly api: Api
  readonly resources: Resources
  readonly informers: Informers
  readonly log: Log
  readonly workers: number
  readonly reportSyncError: (parent: KubernetesObject, message: string) => void
}

export interface Watched<Rule> {
  readonly rule: Rule
  readonly informer: Informer
}

/** What one running controller works with. */
export interface ControllerContext {
  readonly world: World
  readonly spec: ControllerSpec
  readonly parents: ReadonlyArray<Watched<ParentRule>>
  readonly children: ReadonlyArray<Watched<ChildRule>>
  readonly customize: Customize
  readonly resyncAfter: (parent: KubernetesObject, seconds: number) => void
  /** Aborted when the controller stops: then nothing more is called or written. */
  readonly signal: AbortSignal
}

/** How one sync of one parent ended. Only `failed` is told to the user as an event. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'related-not-synced' } | HookFailure

export const DONE: Outcome = { kind: 'done' }
export const failure = (message: string): Outcome => ({ kind: 'failed', message })
