import type { BootcNodeUpdate, HostOrder } from '../../../hooks/api/bootc-node-update'
import { digestIn } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutSpec, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { digestOf } from '../host'
import type { Stored } from '../store'
import type { Invariant, RestInvariant } from './moment'

/** Whether a pool gave its target up, so that each node is led where it was before. */
export const isGivenUp = (spec: BootcRolloutSpec, status: BootcRolloutStatus | undefined): boolean =>
  spec.cancelled || status?.verdicts?.some(({ action }) => action === 'RollBack') === true

/**
 * A hook that saw things as they are leaves no order for an image that its pool does not want any more on a node that
 * has it staged and unlocked: the agent there would leave it for the next reboot of anyone.
 */
export const wantsNothingArmed: Invariant = ({ syncs, updates, world }) => {
  // An order that the API server did not take is given again; how it ends is judged at rest.
  if (world.weather.failingCalls > 0) return undefined
  for (const { pool, parent, answer, isFresh, updates: sent } of syncs) {
    const spec = parent.spec as BootcRolloutSpec
    if (!isFresh || isGivenUp(spec, answer.status)) continue
    for (const [name, update] of Object.entries(updates.after)) {
      const { spec: shown, status } = update as unknown as BootcNodeUpdate
      const { node, order } = shown
      // What its agent reported since then is for the next call, and makes the write of this one a conflict.
      if (sent[name]?.metadata.resourceVersion !== updates.before[name]?.metadata.resourceVersion) continue
      const staged = status?.nodeUID === node.nodeUID ? status.staged : undefined
      if (order?.pool !== pool || staged === undefined || staged.locked || staged.digest === spec.digest) continue
      const isWanted = digestIn(order.image) === staged.digest && staged.digest !== status?.booted?.digest
      if (isWanted) return `${name} has ${staged.image} staged and unlocked, and its order wants it still`
    }
  }
  return undefined
}

const wantedOf = (order: HostOrder, rollout: Stored | undefined): string => {
  const spec = rollout?.spec as BootcRolloutSpec | undefined
  const isBack = spec === undefined || isGivenUp(spec, rollout?.status as BootcRolloutStatus | undefined)
  return isBack ? order.image : spec.image
}

/** At rest nothing is staged and unlocked on a node of a pool but what the pool wants there, or what it runs. */
export const leavesNothingArmed: RestInvariant = ({ hosts, updates, rollouts }) => {
  for (const [name, { staged, booted, uid }] of hosts) {
    const { node, order } = (updates.get(name)?.spec ?? {}) as Partial<BootcNodeUpdate['spec']>
    if (staged === undefined || staged.locked || order === undefined || node?.nodeUID !== uid) continue
    const wanted = wantedOf(order, rollouts.get(order.pool))
    if (![digestOf(wanted), digestOf(booted)].includes(digestOf(staged.image))) {
      return `${name} has ${staged.image} staged and unlocked, and should run ${wanted}`
    }
  }
  return undefined
}

/** At rest every host with an order is guarded from its own updater. */
export const leavesNoUpdater: RestInvariant = ({ hosts, updates }) => {
  for (const [name, { updater, uid }] of hosts) {
    const { node, order } = (updates.get(name)?.spec ?? {}) as Partial<BootcNodeUpdate['spec']>
    if (updater !== undefined && order !== undefined && node?.nodeUID === uid)
      return `the own updater of ${name} is not masked`
  }
  return undefined
}
