import { imageOf, NEW, OTHER } from '../../builders/digests'
import { type Ailment, digestOf, type Host, isUp, type Quirks, withRollbackToggled } from '../host'
import { lie } from '../liar'
import { rebootByOthers } from '../machines'
import { changeHost } from '../world'
import { type Dice, type Fault, nodeNames } from './fault'

const onHost =
  (change: (host: Host, dice: Dice, now: number) => Partial<Host>): Fault =>
  (world, dice) => {
    const name = dice.one(nodeNames(world))
    const host = name === undefined ? undefined : world.hosts.get(name)
    if (name !== undefined && host !== undefined) changeHost(world, name, change(host, dice, world.now))
  }

const withQuirk = (change: (quirks: Quirks, digest: string) => Partial<Quirks>): Fault =>
  onHost(({ quirks }, dice) => ({ quirks: { ...quirks, ...change(quirks, dice.one([NEW, NEW, OTHER]) ?? NEW) } }))

const someSeconds = (dice: Dice): number => 1000 * (1 + dice.count(40))

/** Nothing of what random rollouts ask for is well. */
export const SICK: Ailment = {
  units: { 'chronyd.service': 'failed' },
  conditions: { KernelDeadlock: 'True' },
  pods: true,
}

/** What machines, their boot loaders and their agents do. */
export const hostFaults: Readonly<Record<string, Fault>> = {
  doesNotBoot: withQuirk(({ unbootable }, digest) => ({ unbootable: new Set([...unbootable, digest]) })),
  notReadyAfterBoot: withQuirk(({ sick }, digest) => ({ sick: new Set([...sick, digest]) })),
  bootcBreaks: withQuirk(({ breaksBootc }, digest) => ({ breaksBootc: new Set([...breaksBootc, digest]) })),
  imageIsSick: withQuirk(({ ails }, digest) => ({ ails: { ...ails, [digest]: SICK } })),
  unitFails: onHost(() => ({ ails: { units: { 'chronyd.service': 'failed' } } })),
  allHeals: onHost((_host, _dice, now) => ({ ails: {}, podsSince: now })),
  imageMissing: withQuirk(({ missing }, digest) => ({ missing: new Set([...missing, digest]) })),
  downloadsFail: withQuirk(({ flaky }) => ({ flaky: flaky + 2 })),
  stagedLostOnce: withQuirk(() => ({ losesStaged: 1 })),
  stagedLostTwice: withQuirk(() => ({ losesStaged: 2 })),
  agentCrashes: onHost((_, dice, now) => ({ agent: {}, silentUntil: now + 1000 * dice.count(3) })),
  agentDies: onHost((_, dice, now) => ({ agent: {}, silentUntil: now + someSeconds(dice) * 3 })),
  kubeletSilent: onHost((_, dice, now) => ({ kubeletDownSince: now, kubeletDownUntil: now + someSeconds(dice) })),
  stagedByHand: onHost((host, dice) =>
    isUp(host) ? { staged: { image: imageOf(dice.one([NEW, OTHER]) ?? OTHER), locked: false } } : {},
  ),
  clockSet: onHost((_, dice) => ({ clockAhead: 1000 * (dice.one([0, 5, -240, 7200, -7200]) ?? 0) })),
  ownUpdater: onHost((_, dice, now) => ({ updater: { image: imageOf(OTHER), at: now + someSeconds(dice) } })),
  agentLies: (world, dice) => {
    const name = dice.one(nodeNames(world))
    if (name !== undefined) lie(world, name, dice.share() < 0.5 ? {} : { boot: 'elsewhere-2/0' })
  },
  powerLost: (world, dice) => {
    const name = dice.one(nodeNames(world))
    if (name !== undefined)
      rebootByOthers(world, name, false, dice.share() < 0.5 ? 'never' : world.now + someSeconds(dice))
  },
  rebootedByHand: (world, dice) => {
    const name = dice.one(nodeNames(world))
    if (name !== undefined) rebootByOthers(world, name, true)
  },
  rolledBackByHand: (world, dice) => {
    const name = dice.one(nodeNames(world))
    const host = name === undefined ? undefined : world.hosts.get(name)
    if (name === undefined || host === undefined || !isUp(host)) return
    if (host.rollback === undefined || host.quirks.unbootable.has(digestOf(host.rollback))) return
    world.hosts.set(name, withRollbackToggled(host))
    rebootByOthers(world, name, true)
  },
}
