import type { AgentPhase, Boot, Progress } from '../../hooks/api/bootc-node-update'
import type { Abilities } from '../bootc/abilities'
import type { FailureReason, HostFailure } from '../bootc/errors'
import type { BootcStatus } from '../bootc/status'
import type { Signs } from '../host/signs'
import type { Memory } from '../memory'
import type { GivenOrder, Order } from '../order'
import type { WatchedUnit } from './unit-watch'

/**
 * The host as it was found. `busy` is not an error: another bootc command works, and blocks all others; `pulls` is what
 * a previous agent made it pull. The boot can be read where bootc cannot.
 */
export type HostView =
  | {
      readonly kind: 'known'
      readonly boot: Boot
      readonly abilities: Abilities
      readonly status: BootcStatus
      readonly signs: Signs
    }
  | { readonly kind: 'busy'; readonly because: string; readonly pulls?: string; readonly boot?: Boot }
  | { readonly kind: 'unreadable'; readonly failure: HostFailure; readonly boot?: Boot }

export type KnownHost = Extract<HostView, { readonly kind: 'known' }>

/** Between tries of what failed on the host or against a registry, in milliseconds. */
export const LONGEST_PAUSE_MS = 300_000

/** A pause after something failed that may succeed later; `until` in milliseconds since 1970. */
export interface Pause {
  readonly until: number
  readonly phase: AgentPhase
  readonly failure: HostFailure
}

/** All that a decision may use. */
export interface Situation {
  readonly order: Order
  readonly host: HostView
  readonly memory: Memory
  readonly pause: Pause | undefined
  /** Of the pull that runs now. */
  readonly progress?: Progress | undefined
  /** Those that the order asks for, as they were observed last. */
  readonly units?: ReadonlyArray<WatchedUnit> | undefined
  readonly now: Date
}

/** A situation in which the host may be changed. */
export interface Workable extends Situation {
  readonly order: GivenOrder
  readonly host: KnownHost
}

/** `wait` changes nothing; every other action changes the host or the memory, and the agent then observes the host again. */
export type Action =
  | { readonly do: 'wait'; readonly phase: AgentPhase; readonly because: string; readonly failure?: HostFailure }
  | { readonly do: 'complete-boot' }
  | { readonly do: 'mask'; readonly units: ReadonlyArray<string> }
  | { readonly do: 'reset-soft-reboot' }
  | { readonly do: 'stage'; readonly image: string; readonly locked: boolean; readonly enforced?: true }
  | { readonly do: 'clean-store' }
  | { readonly do: 'lock' }
  | { readonly do: 'relock' }
  | { readonly do: 'unlock' }
  | { readonly do: 'unstage' }
  | { readonly do: 'toggle-rollback' }
  | { readonly do: 'clear-reboot-required' }
  | { readonly do: 'withdraw-reboot'; readonly undo: 'lock' | 'unstage' | 'toggle-rollback' | 'nothing' }
  | { readonly do: 'refuse-staged'; readonly reason: FailureReason; readonly message: string }
  | { readonly do: 'give-up'; readonly reason: FailureReason; readonly message: string }
  | { readonly do: 'reboot'; readonly how: 'staged' | 'rollback'; readonly soft: boolean }

/** The phase that stands for an action while it runs. */
export const agentPhaseOf = (action: Action): AgentPhase => {
  switch (action.do) {
    case 'wait':
      return action.phase
    case 'stage':
    case 'clean-store':
    case 'lock':
    case 'relock':
      return 'Staging'
    case 'unlock':
    case 'withdraw-reboot':
      return 'Staged'
    case 'mask':
    case 'unstage':
    case 'reset-soft-reboot':
    case 'toggle-rollback':
    case 'clear-reboot-required':
      return 'Idle'
    case 'refuse-staged':
    case 'give-up':
      return 'Failed'
    case 'complete-boot':
    case 'reboot':
      return 'Rebooting'
  }
}

/** What an action is doing, for people. */
export const messageOf = (action: Action): string => {
  switch (action.do) {
    case 'wait':
      return action.because
    case 'complete-boot':
      return 'restarts ostree-boot-complete.service so that bootc reports the booted image'
    case 'mask':
      return `masks ${action.units.join(', ')}, which would update the host`
    case 'reset-soft-reboot':
      return 'resets a prepared soft reboot that was not ordered'
    case 'stage':
      return `downloads and stages ${action.image}`
    case 'clean-store':
      return 'removes a layer that failed its digest check, before the next pull'
    case 'lock':
      return 'locks the staged image against reboots that were not ordered'
    case 'relock':
      return 'unstages an image that is not locked, to stage it locked'
    case 'unlock':
      return 'unlocks the staged image, as the order says'
    case 'unstage':
      return 'unstages an image that is not wanted'
    case 'toggle-rollback':
      return 'undoes a queued rollback: the next boot runs the booted image'
    case 'clear-reboot-required':
      return 'removes /run/reboot-required: no reboot is needed'
    case 'withdraw-reboot':
      return 'withdraws the reboot, which is no longer ordered'
    case 'refuse-staged':
    case 'give-up':
      return action.message
    case 'reboot':
      return `${action.soft ? 'soft ' : ''}reboots into the ${action.how === 'staged' ? 'staged image' : 'rollback entry'}`
  }
}

/** For what failed and is retried. */
export const triesAgain = ({ message }: HostFailure): string => `failed, retrying: ${message}`
