import type { BootcNodePoolSpec, BootcNodePoolStatus } from '../../../hooks/api/bootc-node-pool'
import type { ImageDigest } from '../../../hooks/api/image'
import { aFailure, aFoundImage, STABLE } from '../../builders/a-lookup'
import { FIRST, imageOf, NEW, NEXT_REPOSITORY, OLD, OTHER, SECOND } from '../../builders/digests'
import { applyPool, forgetLookups, poolSpecOf, type World } from '../world'
import type { Dice, Fault } from './fault'
import { POOL, rollout } from './spec-faults'

export const NEXT = `${NEXT_REPOSITORY}:stable`

const IN: Readonly<Record<string, ReadonlyArray<ImageDigest>>> = {
  [STABLE]: [OLD, NEW, OTHER],
  [NEXT]: [FIRST, SECOND],
}
const FAILURES = ['RegistryUnreachable', 'RateLimited', 'ImageNotFound', 'Unauthorized'] as const

const statusOf = (world: World): BootcNodePoolStatus => (world.pools.get(POOL)?.status ?? {}) as BootcNodePoolStatus

/** Something happens to one of the two tags. */
const onTag =
  (change: (world: World, tag: string, dice: Dice) => void): Fault =>
  (world, dice) =>
    change(world, dice.share() < 0.7 ? STABLE : NEXT, dice)

const onImage =
  (change: (world: World, dice: Dice) => Partial<BootcNodePoolSpec['image']>): Fault =>
  (world, dice) => {
    const spec = poolSpecOf(world, POOL)
    if (spec !== undefined) applyPool(world, POOL, { ...spec, image: { ...spec.image, ...change(world, dice) } })
  }

/** Gives the present target up. */
const cancelled: Fault = world => {
  const [spec, { targetDigest }] = [poolSpecOf(world, POOL), statusOf(world)]
  if (spec !== undefined && targetDigest !== undefined) {
    applyPool(world, POOL, rollout(spec, { cancelledDigest: targetDigest }))
  }
}

/** What happens to a registry, and to what the hooks know of it; no doing of the pool's users. */
export const registryFaults: Readonly<Record<string, Fault>> = {
  tagMoves: onTag((world, tag, dice) => world.shelf.set(tag, aFoundImage(dice.one(IN[tag] ?? []) ?? OLD))),
  lookupsFail: onTag((world, tag, dice) =>
    world.shelf.set(tag, aFailure(dice.one(FAILURES) ?? 'RegistryError', dice.count(40))),
  ),
  notBootable: onTag((world, tag) => world.shelf.set(tag, aFoundImage(OTHER, { bootc: false }))),
  hooksForget: forgetLookups,
  poolStatusLost: world => world.pools.put(POOL, () => ({ status: {} })),
}

/** What users do to a pool that follows a tag. */
export const followerFaults: Readonly<Record<string, Fault>> = {
  approved: onImage((_, dice) => ({ approvedDigest: dice.one([OLD, NEW, OTHER, FIRST, SECOND]) ?? NEW })),
  availableApproved: onImage(world => {
    const { availableDigest } = statusOf(world)
    return availableDigest === undefined ? {} : { approvedDigest: availableDigest }
  }),
  updatesChanged: onImage((_, dice) => ({ updates: dice.one(['Manual', 'Automatic']) ?? 'Manual' })),
  refChanged: onImage((_, dice) => ({ ref: dice.one([STABLE, NEXT, imageOf(NEW)]) ?? STABLE })),
  targetCancelled: cancelled,
}
