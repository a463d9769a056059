import type { BootcNodeUpdateStatus } from '../../../hooks/api/bootc-node-update'
import { digestOf, imageOf } from './crash/images'
import type { Rollout } from './crash/script'

export type Status = Partial<BootcNodeUpdateStatus>

export const orderFor = (version: string, changes: object = {}) => ({
  nodeUID: 'uid-1',
  pool: 'pool',
  image: imageOf(version),
  step: 'Stage',
  since: '2026-01-01T00:00:00Z',
  attempt: `${version}-1`,
  lock: true,
  ...changes,
})

/** As the rollout does it: stage, then one reboot order for the boot that was reported, given again when that boot is over. */
export const rolloutTo = (version: string, policy = 'RebootOnly', changes: object = {}): Rollout => {
  let reboot: { readonly fromBoot: string | undefined; readonly mark: string; readonly policy: string } | undefined
  return status => {
    const isReady = status.ready?.digest === digestOf(version) && status.phase === 'Staged'
    if (isReady && reboot?.fromBoot !== status.boot?.id) reboot = { fromBoot: status.boot?.id, mark: '1', policy }
    return orderFor(version, { ...changes, ...(reboot === undefined ? {} : { step: 'Reboot', reboot }) })
  }
}

/** One rollout after the other; the next begins when the one before is over. */
export const inTurn = (...parts: ReadonlyArray<readonly [Rollout, (status: Status) => boolean]>): Rollout => {
  let at = 0
  return status => {
    const [rollout, isOver] = parts[at] ?? []
    if (isOver?.(status) === true && at < parts.length - 1) at += 1
    return (parts[at]?.[0] ?? rollout)?.(status)
  }
}

export const runs =
  (version: string) =>
  (status: Status): boolean =>
    status.phase === 'Idle' && status.booted?.digest === digestOf(version) && status.attempt?.outcome === 'Succeeded'

export const failedFor =
  (reason: string) =>
  (status: Status): boolean =>
    status.phase === 'Failed' && status.attempt?.outcome === 'Failed' && status.attempt.reason === reason

export const isStaged =
  (version: string) =>
  (status: Status): boolean =>
    status.phase === 'Staged' && status.ready?.digest === digestOf(version)

export const conditionOf = ({ conditions }: Status, type: string) => conditions?.find(known => known.type === type)
