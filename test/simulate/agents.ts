import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import { type Action, decide } from './agent-decide'
import { failed, settle } from './agent-memory'
import { reboot } from './agent-reboot'
import { NO_BOOTC, report } from './agent-report'
import { digestOf, type Host, isReadable, isUp } from './host'
import { changeHost, timeOn, type World } from './world'

/** How long after a failure that may pass the next try is made, in ms. */
const PAUSE_MS = 2000

const setAgent = (world: World, name: string, host: Host, agent: Host['agent']): void => {
  changeHost(world, name, { ...host, agent })
}

const download = (world: World, name: string, host: Host, order: BootcNodeUpdateSpec): void => {
  const { agent, quirks, memory } = host
  const { image, lock } = order
  const { download: running, pausedUntil, ...rest } = agent
  if ((pausedUntil ?? 0) > world.now)
    return void report(world, name, host, { phase: 'Staging', message: 'tries again' })
  if (running?.image !== image) {
    setAgent(world, name, host, { ...rest, download: { image, endsAt: world.now + world.pace.download } })
  } else if (world.now < running.endsAt) {
    report(world, name, host, { phase: 'Staging', message: 'downloads' })
  } else if (quirks.missing.has(digestOf(image))) {
    changeHost(world, name, {
      agent: rest,
      memory: failed(memory, 'ImageNotFound', 'manifest unknown', timeOn(world, host)),
    })
  } else if (quirks.flaky > 0) {
    const tired = { ...quirks, flaky: quirks.flaky - 1 }
    changeHost(world, name, { quirks: tired, agent: { ...rest, pausedUntil: world.now + PAUSE_MS } })
  } else {
    changeHost(world, name, { agent: rest, staged: { image, locked: lock && !quirks.cannotLock } })
  }
}

/** Looks at its order, which its watch may show late. */
const look = (world: World, name: string, host: Host): Host => {
  const live = world.updates.get(name)
  const { view: old, ...rest } = host.agent
  const isLate = world.random !== undefined && old?.metadata.uid === live?.metadata.uid && world.random() < 0.25
  const view = isLate ? old : live
  const order = view?.spec as BootcNodeUpdateSpec | undefined
  const memory =
    order === undefined || order.nodeUID !== host.uid || !isReadable(host)
      ? host.memory
      : settle(name, host, order, timeOn(world, host))
  return { ...host, memory, agent: { ...rest, ...(view && { view }) } }
}

export const isAgentAlive = (world: World, host: Host): boolean => isUp(host) && host.silentUntil <= world.now

const act = (world: World, name: string, host: Host, action: Action): void => {
  switch (action.do) {
    case 'say':
      report(world, name, host, { phase: action.phase, message: action.message })
      break
    case 'withdraw': {
      const { intent: _over, ...memory } = host.memory
      const { read: _old, ...agent } = host.agent
      changeHost(world, name, { ...host, memory, agent })
      break
    }
    case 'mask': {
      const { updater: _masked, ...rest } = host
      world.hosts.set(name, rest)
      break
    }
    case 'unstage': {
      const { staged: _dropped, ...rest } = host
      world.hosts.set(name, rest)
      break
    }
    case 'lock':
      changeHost(world, name, host.staged ? { staged: { ...host.staged, locked: action.locked } } : {})
      break
    case 'download':
      download(world, name, host, host.agent.view?.spec as BootcNodeUpdateSpec)
      break
    case 'reboot':
      reboot(world, name, host, action.how)
      break
  }
}

const isWaiting = ({ agent }: Host, { do: what }: Action, now: number): boolean =>
  what === 'say' || (what === 'download' && Math.max(agent.download?.endsAt ?? 0, agent.pausedUntil ?? 0) > now)

const CANNOT_READ: Action = { do: 'say', phase: 'Failed', message: NO_BOOTC.message }

/** One turn of a node's agent, by the contract. Answers whether there was nothing to do but to wait. */
export const agentTurn = (world: World, name: string): boolean => {
  const before = world.hosts.get(name)
  if (before === undefined || !isAgentAlive(world, before)) return true
  const host = look(world, name, before)
  world.hosts.set(name, host)
  const order = host.agent.view?.spec as BootcNodeUpdateSpec | undefined
  // What its watch shows late it has not seen yet.
  const isFresh = host.agent.view === world.updates.get(name)
  if (order === undefined || order.nodeUID !== host.uid) return isFresh
  const action = isReadable(host) ? decide(name, host, order) : CANNOT_READ
  act(world, name, host, action)
  return isFresh && isWaiting(host, action, world.now)
}
