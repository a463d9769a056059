import * as E from 'fp-ts/Either'
import { hostFailureOf } from '../../agent/bootc/errors'
import type { BootEntry } from '../../agent/bootc/status'
import type { HostView } from '../../agent/observe/situation'
import type { Watcher } from '../../agent/observe/watcher'
import type { HostError } from '../../agent/ports'
import type { BootcNodeUpdateSpec } from '../../hooks/api/bootc-node-update'
import { commandFailed, type Machine, type MemoryImage } from '../../testbed/memory-host'
import { VERSIONS } from '../builders/digests'
import {
  type AskedReboot,
  ailmentOf,
  bootOf,
  type Download,
  digestOf,
  type Host,
  isReadable,
  withRollbackToggled,
} from './host'
import { changeHost, saidBy, timeOf, timeOn, type World } from './world'

/** The timer by which bootc updates its host by itself (docs/bootc-contract.md §5). */
const UPDATER = 'bootc-fetch-apply-updates.timer'
/** As `env` answers for a command that is not there. */
const NO_BOOTC: HostError = { kind: 'command-failed', command: 'bootc status', exitCode: 127, stdout: '', stderr: '' }

const PULL = 'error: Switching: Switching (ostree): '
/** Recorded: bootc-1.16.10-errors.jsonl, step 308, missing-digest. */
const missing = (image: string): string =>
  `${PULL}Preparing import: Fetching manifest: failed to invoke method OpenImage: reading manifest ${digestOf(image)} in ${image.split('@')[0]}: manifest unknown\n`
/** Recorded: bootc-1.16.10-errors.jsonl, step 309, blobrefused. */
const REFUSED = `${PULL}Pulling: Importing: failed to invoke method GetBlob: Get "http://10.0.2.2:5003/x": dial tcp 10.0.2.2:5003: connect: connection refused\n`

const imageOf = (image: string): MemoryImage => ({ image, digest: digestOf(image) })

const entryOf = (image: string | undefined, locked = false): BootEntry | undefined =>
  image === undefined
    ? undefined
    : { ...imageOf(image), version: VERSIONS[digestOf(image)], transport: 'registry', locked, softRebootCapable: false }

/** What bootc on such a host can do. */
const abilitiesOf = ({ quirks: { cannotLock } }: Host): Extract<HostView, { kind: 'known' }>['abilities'] => ({
  version: cannotLock ? '1.2.0' : '1.16.9',
  lock: !cannotLock,
  ostreeLock: !cannotLock,
  switchLocked: !cannotLock,
  enforceSignature: true,
  softReboot: false,
  unifiedRollback: true,
  progress: false,
})

const changeAgent = (world: World, name: string, change: Partial<Host['agent']>): void =>
  changeHost(world, name, { agent: { ...world.hosts.get(name)?.agent, ...change } })

/** The boot that runs; noted by the agent that sees it first. */
const seenBoot = (world: World, name: string, host: Host): NonNullable<Host['seenBoot']> => {
  const id = bootOf(name, host)
  if (host.seenBoot?.id === id) return host.seenBoot
  const boot = { id, at: timeOf(timeOn(world, host)) }
  changeHost(world, name, { seenBoot: boot })
  return boot
}

/** What the observer of the real agent would answer, without the commands and the JSON: thousands of turns look. */
const viewOf = (world: World, name: string): HostView => {
  const host = world.hosts.get(name)
  if (host === undefined) return { kind: 'busy', because: 'the host is gone' }
  const boot = seenBoot(world, name, host)
  if (!isReadable(host)) return { kind: 'unreadable', failure: hostFailureOf(NO_BOOTC), boot }
  const { booted, staged, rollback, rollbackQueued = false, updater } = host
  return {
    kind: 'known',
    boot,
    abilities: abilitiesOf(host),
    status: {
      booted: entryOf(booted),
      staged: entryOf(staged?.image, staged?.locked),
      rollback: entryOf(rollback),
      others: 0,
      rollbackQueued,
      readOnly: false,
      layered: false,
      usrOverlay: false,
      composefs: false,
      unifiedKernel: false,
    },
    signs: {
      nextRoot: false,
      softRebootTarget: false,
      rebootRequired: false,
      boundImagesMissing: false,
      competitors: updater === undefined ? [] : [UPDATER],
    },
  }
}

/** Looks at the host, which wakes its agent itself when it changes. */
export const watcherOf = (world: World, name: string): Watcher => {
  let view: HostView = { kind: 'busy', because: 'has not looked at the host yet' }
  return {
    view: () => view,
    observe: async () => viewOf(world, name),
    refresh: async () => {
      view = viewOf(world, name)
    },
    hasChanged: async () => false,
    pausedUntil: () => undefined,
    syncSecret: async () => E.right('unchanged'),
  }
}

const askedBy = ({ agent: { read } }: Host): AskedReboot | undefined => {
  const { order } = (read?.spec ?? {}) as Partial<BootcNodeUpdateSpec>
  return (
    order?.reboot && { mark: order.reboot.mark, fromBoot: order.reboot.fromBoot, image: order.image, pool: order.pool }
  )
}

/** What the agent's commands do to a simulated host. */
export const machineOf = (world: World, name: string): Machine => {
  const host = (): Host => {
    const found = world.hosts.get(name)
    if (found === undefined) throw new Error(`${name} is gone`)
    return found
  }
  const change = (next: Partial<Host>): void => changeHost(world, name, next)
  return {
    bootId: () => bootOf(name, host()),
    booted: () => imageOf(host().booted),
    rollback: () => {
      const { rollback } = host()
      return rollback === undefined ? undefined : imageOf(rollback)
    },
    staged: () => {
      const { staged } = host()
      return staged && { ...imageOf(staged.image), locked: staged.locked }
    },
    rollbackQueued: () => host().rollbackQueued === true,
    stage: (image, locked) =>
      new Promise(end => {
        changeAgent(world, name, { download: { image, locked, end, endsAt: world.now + world.pace.download } })
      }),
    stopPull: () => {
      const { download } = host().agent
      changeAgent(world, name, { download: undefined })
      download?.end(commandFailed('bootc switch'))
    },
    setLocked: locked => {
      const { staged } = host()
      change({ staged: staged && { ...staged, locked } })
    },
    unstage: () => change({ staged: undefined }),
    toggleRollback: () => world.hosts.set(name, withRollbackToggled(host())),
    mask: () => change({ updater: undefined }),
    reboot: () => change({ reboot: askedBy(host()) }),
    unit: unit => {
      const { [unit]: state = 'active' } = ailmentOf(host()).units ?? {}
      return state === 'none' ? undefined : state
    },
    stamp: () => '',
  }
}

/** The pull is over, and the registry may have refused it. */
export const endPull = (world: World, name: string, host: Host, { image, locked, end }: Download): void => {
  const { quirks, agent } = host
  const rest = { ...agent, download: undefined }
  if (quirks.missing.has(digestOf(image))) {
    changeHost(world, name, { agent: rest })
    end(commandFailed('bootc switch', { stderr: missing(image) }))
  } else if (quirks.flaky > 0) {
    changeHost(world, name, { agent: rest, quirks: { ...quirks, flaky: quirks.flaky - 1 } })
    end(commandFailed('bootc switch', { stderr: saidBy(world, REFUSED) }))
  } else {
    changeHost(world, name, { agent: rest, staged: { image, locked }, rollbackQueued: undefined })
    end(E.right(''))
  }
}
