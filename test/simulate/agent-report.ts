import type { BootcNodeUpdateSpec, BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { isSame } from '../../hooks/api/is-same'
import { readyOf } from './agent-decide'
import { bootOf, digestOf, type Host, isReadable } from './host'
import type { Stored } from './store'
import { changeHost, metaTime, timeOf, type World } from './world'

type Said = Pick<BootcNodeUpdateStatus, 'phase' | 'message'>

/** As the real agent puts it for a host without the command. */
export const NO_BOOTC = {
  type: 'Degraded',
  status: 'True',
  reason: 'NotBootcHost',
  message: 'the host has no command bootc',
}

const statusOf = (name: string, host: Host, view: Stored, said: Said): object => {
  const { booted, staged, rollback, memory, bootedAt, clockAhead, uid } = host
  const { image } = view.spec as BootcNodeUpdateSpec
  const entry = (of: string): object => ({ image: of, digest: digestOf(of) })
  const how = readyOf(host, image)
  const at = timeOf(bootedAt + clockAhead)
  const known = {
    observedGeneration: view.metadata.generation,
    nodeUID: uid,
    ...said,
    boot: { id: bootOf(name, host), at },
    ...(memory.attempt && { attempt: memory.attempt }),
  }
  if (!isReadable(host)) return { ...known, conditions: [{ ...NO_BOOTC, lastTransitionTime: at }] }
  return {
    ...known,
    booted: entry(booted),
    ...(staged && { staged: { ...entry(staged.image), locked: staged.locked, softRebootCapable: false } }),
    ...(rollback === undefined ? {} : { rollback: entry(rollback) }),
    ...(how === undefined ? {} : { ready: { digest: digestOf(image), how } }),
  }
}

/** Writes a status, bound to a resourceVersion if one is given. Answers whether it holds. */
export const report = (world: World, name: string, host: Host, said: Said, bound?: Stored): boolean => {
  const { view } = host.agent
  const live = world.updates.get(name)
  if (view === undefined || live === undefined || (live.spec as BootcNodeUpdateSpec).nodeUID !== host.uid) return false
  const status = statusOf(name, host, bound ?? view, said)
  // The API server notes when, by its own clock; a write that changes nothing leaves no trace.
  const noted = [{ subresource: 'status', time: metaTime(world.now) }]
  const write = (old: Stored): Partial<Stored> =>
    isSame(old.status, status) ? {} : { status, metadata: { ...old.metadata, managedFields: noted } }
  if (!world.updates.put(name, write, bound?.metadata.resourceVersion)) return false
  // It never acts on a copy that is older than its own last write.
  const written = world.updates.get(name)
  if (written !== live && written !== undefined)
    changeHost(world, name, { ...host, agent: { ...host.agent, view: written } })
  return true
}
