import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import type { ImageDigest } from '../../hooks/api/image'
import { digestOf } from './host'
import { metaTime, type World } from './world'

/**
 * Whoever has the token of a node's agent writes its report: that the node was rebooted for the present order, and came up
 * with its old image. The host does nothing of the kind.
 */
export const lie = (world: World, name: string, lied: { readonly boot?: string } = {}): void => {
  const update = world.updates.get(name)
  const host = world.hosts.get(name)
  if (update?.status === undefined || host === undefined) return
  const { order } = update.spec as BootcNodeUpdateSpec
  if (order === undefined) return
  const { attempt: key, image } = order
  const attempt = {
    key,
    digest: digestOf(image) as ImageDigest,
    outcome: 'Failed' as const,
    reason: 'FellBack',
    message: 'did not come up, runs the old image again',
    fromBoot: 'elsewhere/0',
    finishedAt: metaTime(world.now),
  }
  const boot = lied.boot === undefined ? {} : { boot: { id: lied.boot, at: metaTime(world.now) } }
  world.updates.put(name, ({ status }) => ({ status: { ...status, ...boot, phase: 'Failed', attempt } }))
  // Its agent lies on, or its next report would tell the truth.
  world.hosts.set(name, { ...host, memory: { ...host.memory, attempt }, agent: {} })
}
