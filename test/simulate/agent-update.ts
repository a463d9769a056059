import * as E from 'fp-ts/Either'
import type { OwnUpdate } from '../../agent/cluster/own-update'
import type { RawUpdate } from '../../agent/cluster/update-calls'
import { orderIdIn } from '../../agent/order'
import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import { mergePatch } from '../../hooks/api/merge-patch'
import type { ApiError } from '../../hooks/ports/api/api-request'
import type { Stored } from './store'
import { changeHost, metaTime, type World } from './world'

const refused = (name: string, status: number): E.Either<ApiError, never> =>
  E.left({
    kind: 'api-refused',
    call: `PATCH /status of ${name}`,
    status,
    reason: 'Refused',
    message: 'refused',
  })

/** The agent's own object: what its watch has shown it last, and the API server itself. `changed` wakes the agent. */
export const updateOf = (world: World, name: string, changed: () => void): OwnUpdate => {
  const agent = () => world.hosts.get(name)?.agent ?? {}
  const show = (view: Stored | undefined): void => changeHost(world, name, { agent: { ...agent(), view } })
  return {
    isKnown: () => true,
    current: () => agent().view as RawUpdate | undefined,
    read: async () => {
      const live = world.updates.get(name)
      changeHost(world, name, { agent: { ...agent(), view: live, read: live } })
      return E.right(live as RawUpdate | undefined)
    },
    write: async (status, onlyAt) => {
      if (mergePatch(agent().view?.status, { ...status }) === undefined && onlyAt === undefined)
        return E.right('unchanged')
      const live = world.updates.get(name)
      if (live === undefined) {
        show(undefined)
        return refused(name, 404)
      }
      // The admission policy of the agents' reports.
      if ((live.spec as BootcNodeUpdateSpec).node.nodeUID !== world.hosts.get(name)?.uid) return refused(name, 403)
      // The API server notes when, by its own clock.
      const managedFields = [{ subresource: 'status', time: metaTime(world.now) }]
      const write = (old: Stored): Partial<Stored> => ({ status, metadata: { ...old.metadata, managedFields } })
      if (!world.updates.put(name, write, onlyAt)) return refused(name, 409)
      // It never acts on a copy that is older than its own last write.
      const written = world.updates.get(name)
      const isOtherOrder = orderIdIn(agent().view) !== orderIdIn(written)
      show(written)
      if (isOtherOrder) changed()
      return E.right('written')
    },
    stop: () => undefined,
  }
}
