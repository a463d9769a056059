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

/** Pure: the same host and order give the same action. `host.memory` is settled. */
export const decide = (name: string, host: Host, order: BootcNodeUpdateSpec): Action => {
  const { booted, staged, memory } = host
  const { attempt, intent } = memory
  const how = readyOf(host, order.image)
  if (intent?.asked === true) return say('Rebooting', 'reboots')
  if (isWithdrawn(name, host, order)) return { do: 'withdraw' }
  if (order.step === 'Observe') return say('Idle', 'was told to change nothing')
  if (staged !== undefined && staged.image !== order.image && (booted === order.image || how === 'rollback')) {
    return { do: 'unstage' }
  }
  if (booted === order.image) return say('Idle', 'runs the wanted image')
  const isOf = attempt?.key === order.attempt && attempt.digest === digestOf(order.image)
  if (isOf && attempt.outcome === 'Failed') return say('Failed', attempt.message ?? 'failed')
  if (isOf && attempt.outcome === 'Succeeded') return say('Idle', 'left the image by somebody else')
  if (how !== undefined && ordersReboot(name, host, order)) return { do: 'reboot', how }
  if (how === 'staged' && staged?.locked !== order.lock) return { do: 'lock', locked: order.lock }
  if (how !== undefined) return say('Staged', how === 'staged' ? 'staged' : 'is the rollback entry')
  return { do: 'download' }
}
