import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnUpdate } from '../../../../agent/cluster/own-update'
import type { Host } from '../../../../agent/ports'
import { readState } from '../../../../testbed/hosts/host-state'
import { takePowerRequest } from '../../../../testbed/hosts/power-request'
import { restartHost } from '../../../../testbed/hosts/restart-host'
import type { Crash } from './script'
import { die, type World } from './world'

/** Commands that change nothing. */
const LOOKS =
  /^(systemctl (is-|show)|bootc (--version|status|switch --help|upgrade --help)|ostree admin --help|journalctl|mkfifo)/

const never = <T>(): Promise<T> => new Promise(() => undefined)

/** Starts the next agent: a unit of the one before outlives it, and a pull takes no time here, so it is over by then. */
const beginAgain = async (world: World): Promise<void> => {
  die(world)
  await Promise.allSettled(world.commands)
  await world.begin()
}

const goDown = async (world: World, how: 'reboot' | 'soft-reboot' | 'power-cut'): Promise<void> => {
  die(world)
  // A command in this process cannot be killed, and would write into the next boot.
  await Promise.allSettled(world.commands)
  world.granted = false
  world.reboots.push(how)
  const outcome = restartHost(world.layout, how)
  if (!outcome.up) {
    world.reboots.push(`hangs: ${outcome.because}`)
    restartHost(world.layout, 'power-cut')
  }
  await world.begin()
}

/** Runs what changes the host, which goes on when its agent is killed. */
const running = <T>({ commands }: World, run: () => Promise<T>): Promise<T> => {
  const command = run().finally(() => commands.delete(command))
  commands.add(command)
  return command
}

/** Wakes the agent while a pull goes on, and waits until it has read its order and reported. */
const lookIn = async (world: World, mine: number): Promise<void> => {
  world.loop?.wake()
  do await sleep(1)
  while (world.pending > 1 && mine === world.life)
}

const crashAt = ({ script: { crash }, effects, crashed }: World, name: string): Crash['how'] | undefined => {
  const isHere = crash?.at === effects.length || crash?.at === name
  return !crashed && isHere ? crash?.how : undefined
}

/** Plays one effect in the life of an agent. */
const effect = async <T>(world: World, mine: number, name: string, run: () => Promise<T>): Promise<T> => {
  if (mine !== world.life) return never()
  await world.script.atEffect?.(name, world.bystander)
  const crash = crashAt(world, name)
  world.effects.push(name)
  if (crash !== undefined) world.crashed = true
  if (crash === 'before') {
    void beginAgain(world)
    return never()
  }
  if (/systemctl (soft-)?reboot/.test(name) && !world.granted) world.unordered.push(name)
  const command = running(world, run)
  if (name.startsWith('bootc switch')) await lookIn(world, mine)
  const answer = await command
  const request = takePowerRequest(world.layout)
  if (request !== undefined) void goDown(world, request === 'soft-reboot' ? request : 'reboot')
  else if (crash === 'power-cut') void goDown(world, 'power-cut')
  else if (crash === 'after') void beginAgain(world)
  return mine === world.life ? answer : never()
}

const alive = async <T>(world: World, mine: number, answer: Promise<T>): Promise<T> => {
  const value = await answer
  return mine === world.life ? value : never()
}

const counted = async <T>(world: World, mine: number, answer: () => Promise<T>): Promise<T> => {
  if (mine !== world.life) return never()
  world.pending += 1
  try {
    return await answer()
  } finally {
    if (mine === world.life) world.pending -= 1
  }
}

/** The host as the agent of one life reaches it. */
export const hostFor = (world: World, mine: number, host: Host): Host => {
  const seen = <T>(answer: () => Promise<T>): Promise<T> => counted(world, mine, () => alive(world, mine, answer()))
  const done = <T>(name: string, run: () => Promise<T>): Promise<T> =>
    counted(world, mine, () => effect(world, mine, name, run))
  return {
    run: (argv, timeout) => {
      const name = argv.join(' ')
      if (LOOKS.test(name)) return seen(() => host.run(argv, timeout))
      const verb = argv.slice(argv.indexOf('--') + 1).join(' ')
      return done(argv[0] === 'systemd-run' ? verb : name, () => host.run(argv, timeout))
    },
    read: path => seen(() => host.read(path)),
    list: path => seen(() => host.list(path)),
    write: (path, text) => done(`write ${path}`, () => host.write(path, text)),
    remove: path => done(`remove ${path}`, () => host.remove(path)),
    stamp: paths => seen(() => host.stamp(paths)),
    listen: host.listen,
  }
}

/** The order as the agent of one life reaches it. */
export const updateFor = (world: World, mine: number): OwnUpdate => {
  const { orders, script, layout } = world
  return {
    isKnown: () => true,
    current: orders.object,
    read: () =>
      counted(world, mine, () => {
        script.atRead?.()
        orders.renew()
        return alive(world, mine, Promise.resolve(orders.read()))
      }),
    write: (status, onlyAt) =>
      counted(world, mine, () =>
        effect(world, mine, `report ${status.phase}`, async () => {
          const isOrdered = orders.ordersReboot(readState(layout).run.bootId)
          const answer = orders.report(status, onlyAt)
          // From here on it may reboot: a withdrawal comes too late, and is seen after the reboot.
          const isAnnounced = status.phase === 'Rebooting' && onlyAt !== undefined && answer._tag === 'Right'
          if (isAnnounced) world.granted = isOrdered
          return answer
        }),
      ),
    stop: () => undefined,
  }
}
