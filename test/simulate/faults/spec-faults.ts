import type { BootcNodePoolSpec } from '../../../hooks/api/bootc-node-pool'
import type { DrainSettings } from '../../../hooks/api/slot'
import { aPool } from '../../builders/a-pool'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { applyPool, poolSpecOf, type World } from '../world'
import type { Dice, Fault } from './fault'

export const POOL = 'workers'

type Edit = (spec: BootcNodePoolSpec, dice: Dice) => BootcNodePoolSpec

export const edited =
  (edit: Edit): Fault =>
  (world, dice) => {
    const spec = poolSpecOf(world, POOL)
    if (spec !== undefined) applyPool(world, POOL, edit(spec, dice))
  }

export const rollout = (spec: BootcNodePoolSpec, change: Partial<BootcNodePoolSpec['rollout']>): BootcNodePoolSpec => ({
  ...spec,
  rollout: { ...spec.rollout, ...change },
})

export const withDrain = (spec: BootcNodePoolSpec, change: Partial<DrainSettings>): BootcNodePoolSpec => ({
  ...spec,
  disruption: { ...spec.disruption, drain: { ...spec.disruption.drain, ...change } },
})

export const digestOfSpec = ({ image }: BootcNodePoolSpec): typeof NEW => (image.ref.split('@')[1] ?? '') as typeof NEW

const otherPool = (world: World, dice: Dice): void => {
  const selector = dice.share() < 0.5 ? { role: 'worker' } : { role: 'other' }
  const spec = poolSpecOf(world, POOL) ?? aPool().spec
  applyPool(world, 'others', { ...rollout(spec, { paused: false }), nodeSelector: { matchLabels: selector } })
}

/** What users do to a pool while it rolls out. */
export const specFaults: Readonly<Record<string, Fault>> = {
  paused: edited(spec => rollout(spec, { paused: true })),
  resumed: edited(spec => rollout(spec, { paused: false })),
  retargeted: edited((spec, dice) => ({
    ...spec,
    image: { ...spec.image, ref: imageOf(dice.one([NEW, OTHER, OLD]) ?? NEW) },
  })),
  retried: edited((spec, dice) => rollout(spec, { retry: `again-${dice.count(99)}` })),
  cancelled: edited(spec => rollout(spec, { cancelledDigest: digestOfSpec(spec) })),
  urgent: edited(spec => rollout(spec, { urgentDigest: digestOfSpec(spec) })),
  budgetChanged: edited((spec, dice) => rollout(spec, { maxUnavailable: aCount(dice.count(3)) })),
  stagingChanged: edited((spec, dice) => rollout(spec, { maxStaging: aCount(1 + dice.count(2)) })),
  strategyChanged: edited((spec, dice) => rollout(spec, { strategy: dice.one(['Rolling', 'StageOnly']) ?? 'Rolling' })),
  policyChanged: edited((spec, dice) => rollout(spec, { onFailure: dice.one(['Halt', 'RollBack']) ?? 'Halt' })),
  drainSkipped: edited(spec => withDrain(spec, { skip: true })),
  verifyChanged: edited((spec, dice) =>
    rollout(spec, { verify: dice.one([undefined, { systemdUnits: ['chronyd.service', 'boot-complete.target'] }]) }),
  ),
  windowClosed: edited(spec =>
    rollout(spec, { maintenanceWindows: [{ start: '2 0 * * *', duration: '1m', timeZone: 'UTC' }] }),
  ),
  selectorNarrowed: edited(spec => ({ ...spec, nodeSelector: { matchLabels: { role: 'other' } } })),
  poolDeleted: world => world.pools.remove(POOL),
  poolReplaced: world => {
    const spec = poolSpecOf(world, POOL)
    world.pools.remove(POOL)
    if (spec !== undefined) applyPool(world, POOL, spec)
  },
  otherPool,
}
