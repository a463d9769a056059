import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import type { ImageDigest } from '../../hooks/api/image'
import type { FailedLookup, FoundImage } from '../../hooks/ports/registry'
import { aFoundImage, STABLE } from '../builders/a-lookup'
import { OLD, VERSIONS } from '../builders/digests'
import { someSeconds } from '../builders/settings'
import { type Plain, settings, workers } from './plot'
import type { Happening } from './story'
import type { World } from './world'

/** A tag is looked up every 30 s in stories, the shortest time that a pool may ask for. */
const POLL_SECONDS = 30

const following = (updates: BootcNodePoolSpec['image']['updates'], plain: Plain): BootcNodePoolSpec => {
  const spec = settings(plain)
  return { ...spec, image: { ref: STABLE, updates, pollIntervalSeconds: someSeconds(POLL_SECONDS) } }
}

/** The tag names another image from now on, or asking for it fails. */
export const tagged =
  (answer: ImageDigest | FailedLookup | FoundImage, ref = STABLE): Happening['run'] =>
  world =>
    void world.shelf.set(ref, typeof answer === 'string' ? aFoundImage(answer, { version: VERSIONS[answer] }) : answer)

/** So many nodes that run what the tag `stable` names, which is the old image. */
export const followers = (count: number, updates: BootcNodePoolSpec['image']['updates'], plain: Plain = {}): World => {
  const world = workers(count, following(updates, plain))
  tagged(OLD)(world)
  return world
}
