import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import { ordersReboot, readyOf } from './agent-decide'
import { report } from './agent-report'
import type { Host } from './host'
import type { Stored } from './store'
import { changeHost, type World } from './world'

type How = 'staged' | 'rollback'

/** The order is read fresh, and the intent goes to disk. */
const prepare = (world: World, name: string, host: Host, { how, fresh }: { how: How; fresh: Stored }): void => {
  const order = fresh.spec as BootcNodeUpdateSpec
  const agent = { ...host.agent, view: fresh }
  if (!ordersReboot(name, host, order) || readyOf(host, order.image) !== how) {
    changeHost(world, name, { ...host, agent })
    return
  }
  const { image, attempt, pool, reboot: granted } = order
  const { fromBoot = '', mark = '' } = granted ?? {}
  const intent = { attempt, image, how, fromBoot, mark, pool, asked: false }
  changeHost(world, name, { agent: { ...agent, read: fresh }, memory: { ...host.memory, intent } })
}

/** Bound to the version that was read: a withdrawal in between wins, and one after it is too late. */
const tell = (world: World, name: string, host: Host, read: Stored): void => {
  const { read: _used, ...rest } = host.agent
  const without = { ...host, agent: rest }
  const { intent } = host.memory
  const holds = report(world, name, without, { phase: 'Rebooting', message: 'reboots' }, read)
  const memory = holds && intent !== undefined ? { ...host.memory, intent: { ...intent, asked: true } } : host.memory
  const view = world.updates.get(name)
  changeHost(world, name, { ...without, memory, agent: { ...rest, ...(view && { view }) } })
}

/** Reads and reports are two turns, so that others can come in between. */
export const reboot = (world: World, name: string, host: Host, how: How): void => {
  const { read } = host.agent
  const fresh = world.updates.get(name)
  if (read !== undefined) tell(world, name, host, read)
  else if (fresh !== undefined) prepare(world, name, host, { how, fresh })
}
