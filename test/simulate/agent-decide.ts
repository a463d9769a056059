import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import { bootOf, digestOf, type Host } from './host'

/** What an agent does next; the action table of the real one, as far as it matters to the hooks. */
export type Action =
  | {
      readonly do: 'say'
      readonly phase: 'Idle' | 'Staged' | 'Staging' | 'Rebooting' | 'Failed'
      readonly message: string
    }
  | { readonly do: 'withdraw' }
  | { readonly do: 'mask' }
  | { readonly do: 'unstage' }
  | { readonly do: 'lock'; readonly locked: boolean }
  | { readonly do: 'download' }
  | { readonly do: 'reboot'; readonly how: 'staged' | 'rollback' }

export const readyOf = ({ staged, rollback }: Host, image: string): 'staged' | 'rollback' | undefined =>
  staged?.image === image ? 'staged' : rollback === image ? 'rollback' : undefined

/** An order is good for one boot alone. */
export const ordersReboot = (name: string, host: Host, order: BootcNodeUpdateSpec): boolean =>
  order.step === 'Reboot' && order.reboot?.fromBoot === bootOf(name, host)

const say = (phase: 'Idle' | 'Staged' | 'Staging' | 'Rebooting' | 'Failed', message: string): Action => ({
  do: 'say',
  phase,
  message,
})

const isWithdrawn = (name: string, host: Host, order: BootcNodeUpdateSpec): boolean => {
  const { intent, attempt } = host.memory
  if (intent === undefined) return false
  const over = attempt?.key === intent.attempt && attempt.outcome === 'Failed'
  const stands = ordersReboot(name, host, order) && intent.image === order.image && intent.attempt === order.attempt
  return over || !stands || readyOf(host, order.image) !== intent.how
}

/** Staged, and another image than the wanted one: it goes where nothing replaces it, and at once where nothing locks it. */
const isUnwanted = (host: Host, order: BootcNodeUpdateSpec): boolean => {
  const { booted, staged } = host
  if (staged === undefined || staged.image === order.image) return false
  const isThere = booted === order.image || readyOf(host, order.image) === 'rollback'
  return isThere || (!staged.locked && staged.image !== booted)
}

const relocks = ({ staged, quirks }: Host, { image, lock }: BootcNodeUpdateSpec): Action | undefined => {
  const wanted = lock && !quirks.cannotLock
  return staged?.image === image && staged.locked !== wanted ? { do: 'lock', locked: wanted } : undefined
}

const isReady = (how: 'staged' | 'rollback' | undefined): Action | undefined =>
  how && say('Staged', how === 'staged' ? 'staged' : 'is the rollback entry')

const whileObserving = (host: Host, order: BootcNodeUpdateSpec): Action =>
  relocks(host, order) ?? isReady(readyOf(host, order.image)) ?? say('Idle', 'waits for the order to download')

/** Pure: the same host and order give the same action. `host.memory` is settled. */
export const decide = (name: string, host: Host, order: BootcNodeUpdateSpec): Action => {
  const { booted, memory } = host
  const { attempt, intent } = memory
  const how = readyOf(host, order.image)
  if (intent?.asked === true) return say('Rebooting', 'reboots')
  if (isWithdrawn(name, host, order)) return { do: 'withdraw' }
  if (host.updater !== undefined) return { do: 'mask' }
  if (isUnwanted(host, order)) return { do: 'unstage' }
  if (booted === order.image) return say('Idle', 'runs the wanted image')
  if (order.step === 'Observe') return whileObserving(host, order)
  const isOf = attempt?.key === order.attempt && attempt.digest === digestOf(order.image)
  if (isOf && attempt.outcome === 'Failed') return say('Failed', attempt.message ?? 'failed')
  if (isOf && attempt.outcome === 'Succeeded') return say('Idle', 'left the image by somebody else')
  if (how !== undefined && ordersReboot(name, host, order)) return { do: 'reboot', how }
  return relocks(host, order) ?? isReady(how) ?? { do: 'download' }
}
