import { type AskedReboot, ailmentOf, backUp, digestOf, type Host, isUp, kernelBootOf, withoutPower } from './host'
import { hasConditions, markOn, nodeBootOf, readySinceOf, readyStatus } from './node-facts'
import { metaTime, nodeStatus, timeOn, type World } from './world'

/** The reboot that an agent asked for. */
const goDown = (world: World, name: string, host: Host, asked: AskedReboot): void => {
  const down = { since: world.now, until: world.now + world.pace.reboot }
  world.journal.reboots.push({
    node: name,
    uid: host.uid,
    ...asked,
    slot: markOn(world.nodes.get(name)),
  })
  world.hosts.set(name, withoutPower(host, down, true))
}

/** Somebody else reboots the machine, or pulls its plug. */
export const rebootByOthers = (world: World, name: string, clean: boolean, until?: number | 'never'): void => {
  const host = world.hosts.get(name)
  if (host === undefined || !isUp(host)) return
  const down = { since: world.now, until: until ?? world.now + world.pace.reboot }
  world.hosts.set(name, withoutPower(host, down, clean))
}

export const switchOn = (world: World, name: string): void => {
  const host = world.hosts.get(name)
  if (host?.down !== undefined) world.hosts.set(name, { ...host, down: { ...host.down, until: world.now } })
}

/** What something on the host says of its Node, as long as the host is up; then that stays as it is. */
const postedConditions = (world: World, host: Host | undefined): Readonly<Record<string, string>> => {
  const posts = host?.posts ?? world.posts
  return host === undefined || Object.keys(posts).length === 0 ? {} : { ...posts, ...ailmentOf(host).conditions }
}

/** `at` by the clock of whoever posts it. */
const postStatus = (world: World, name: string, bootID: string, ready: boolean | 'Unknown', at: number): void => {
  const node = world.nodes.get(name)
  const others = postedConditions(world, world.hosts.get(name))
  const word = ready === true ? 'True' : ready === false ? 'False' : ready
  if (node === undefined || (readyStatus(node) === word && nodeBootOf(node) === bootID && hasConditions(node, others)))
    return
  const since = readyStatus(node) === word ? readySinceOf(node) : undefined
  world.nodes.put(name, () => ({ status: nodeStatus(bootID, ready, since ?? metaTime(at), others) }))
}

/** What the kubelet says of its machine, and the node controller when the kubelet says nothing. */
const kubeletTurn = (world: World, name: string, host: Host): void => {
  const { now, pace } = world
  const bootID = nodeBootOf(world.nodes.get(name)) ?? kernelBootOf(name, host)
  const silentSince = host.down?.since ?? (host.kubeletDownUntil > now ? host.kubeletDownSince : undefined)
  if (silentSince !== undefined) {
    if (now >= silentSince + pace.grace) postStatus(world, name, bootID, 'Unknown', now)
  } else if (now >= host.bootedAt + pace.kubelet) {
    postStatus(world, name, kernelBootOf(name, host), !host.quirks.sick.has(digestOf(host.booted)), timeOn(world, host))
  }
}

/** Whatever the host's own updater stages is unlocked, and replaces what was staged before. */
const updaterTurn = (world: World, name: string, host: Host): void => {
  const { updater, ...rest } = host
  if (updater === undefined || !isUp(host) || updater.at > world.now) return
  world.hosts.set(name, { ...rest, staged: { image: updater.image, locked: false } })
}

/** Machines go down and come up, and their kubelets tell. */
export const machinesTurn = (world: World): void => {
  for (const [name, host] of world.hosts) {
    if (host.down !== undefined && host.down.until !== 'never' && host.down.until <= world.now) {
      world.hosts.set(name, backUp(host, world.now))
    } else if (isUp(host) && host.reboot !== undefined) {
      goDown(world, name, host, host.reboot)
    }
    const present = world.hosts.get(name)
    if (present === undefined) continue
    updaterTurn(world, name, present)
    const { booted, uid } = present
    const ran = world.journal.ran.get(uid) ?? new Set()
    world.journal.ran.set(uid, ran.add(digestOf(booted)))
    kubeletTurn(world, name, present)
  }
}

/** When something about machines happens by time alone. */
export const machineTimes = ({ hosts, pace }: World): ReadonlyArray<number> =>
  [...hosts.values()].flatMap(({ down, bootedAt, kubeletDownUntil, kubeletDownSince, silentUntil, updater }) => [
    ...(down === undefined ? [] : [down.since + pace.grace]),
    ...(down === undefined || down.until === 'never' ? [] : [down.until]),
    bootedAt + pace.kubelet,
    kubeletDownSince + pace.grace,
    kubeletDownUntil,
    silentUntil,
    updater?.at ?? 0,
  ])
