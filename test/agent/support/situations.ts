import type { Abilities } from '../../../agent/bootc/abilities'
import type { BootcStatus, BootEntry } from '../../../agent/bootc/status'
import type { Signs } from '../../../agent/host/signs'
import type { Memory } from '../../../agent/memory'
import type { Situation } from '../../../agent/observe/situation'
import { orderIn } from '../../../agent/order'
import { specWith } from './spec-with'

export const OLD = `sha256:${'a'.repeat(64)}`
export const NEW = `sha256:${'b'.repeat(64)}`
export const OTHER = `sha256:${'c'.repeat(64)}`
export const INDEX = `sha256:${'d'.repeat(64)}`
export const REPOSITORY = 'registry.example/os'
export const NOW = new Date('2026-01-01T12:00:00Z')
export const BOOT = 'boot-1/0'
/** The boot after it. */
export const NEXT = 'boot-2/0'
/** A moment that has not come yet, in ms since 1970. */
export const SOON = NOW.getTime() + 1000
/** An entry that no unplanned reboot brings up. */
export const locked = { locked: true }
/** An order for what is running already. */
export const toNothing = { image: `${REPOSITORY}@${OLD}` }

export const entry = (digest: string, changes: Partial<BootEntry> = {}): BootEntry => ({
  image: `${REPOSITORY}@${digest}`,
  digest,
  transport: 'registry',
  locked: false,
  softRebootCapable: true,
  ...changes,
})

export const status = (changes: Partial<BootcStatus> = {}): BootcStatus => ({
  booted: entry(OLD),
  staged: undefined,
  rollback: undefined,
  others: 0,
  rollbackQueued: false,
  readOnly: false,
  layered: false,
  usrOverlay: false,
  composefs: false,
  unifiedKernel: false,
  backend: 'Ostree',
  ...changes,
})

export type Change = (situation: Situation) => Situation

const IDENTITY = { nodeName: 'node-1', nodeUID: 'uid-1' }

/** The plain case: an order to stage NEW on a host that runs OLD, at rest. */
export const situation = (...changes: ReadonlyArray<Change>): Situation =>
  changes.reduce((before, change) => change(before), {
    ...ordered({})({} as Situation),
    host: {
      kind: 'known',
      boot: { id: BOOT, at: NOW.toISOString() },
      abilities: ABILITIES,
      status: status(),
      signs: SIGNS,
    },
    memory: {},
    pause: undefined,
    now: NOW,
  } as Situation)

const ABILITIES: Abilities = {
  version: '1.16.9',
  lock: true,
  enforceSignature: true,
  ostreeLock: true,
  switchLocked: false,
  softReboot: true,
  unifiedRollback: false,
  progress: true,
}

const SIGNS: Signs = {
  nextRoot: false,
  softRebootTarget: false,
  rebootRequired: false,
  boundImagesMissing: false,
  competitors: [],
}

export const showing =
  (changes: Partial<Signs>): Change =>
  before => ({
    ...before,
    host: before.host.kind === 'known' ? { ...before.host, signs: { ...SIGNS, ...changes } } : before.host,
  })

export function ordered(spec: object): Change {
  const given = {
    nodeUID: 'uid-1',
    pool: 'pool',
    image: `${REPOSITORY}@${NEW}`,
    step: 'Stage',
    since: NOW.toISOString(),
    attempt: 'attempt-1',
    lock: true,
    ...spec,
  }
  return before => ({ ...before, order: orderIn({ spec: specWith(given) }, IDENTITY) })
}

export const toReboot = (fromBoot = BOOT, policy = 'RebootOnly'): Change =>
  ordered({ step: 'Reboot', reboot: { fromBoot, mark: '1', policy } })

export const host =
  (changes: Partial<BootcStatus>): Change =>
  before => ({
    ...before,
    host:
      before.host.kind === 'known' ? { ...before.host, status: { ...before.host.status, ...changes } } : before.host,
  })

export const able =
  (changes: Partial<Abilities>): Change =>
  before => ({
    ...before,
    host: before.host.kind === 'known' ? { ...before.host, abilities: { ...ABILITIES, ...changes } } : before.host,
  })

export const inBoot =
  (id: string): Change =>
  before => ({
    ...before,
    host: before.host.kind === 'known' ? { ...before.host, boot: { id, at: NOW.toISOString() } } : before.host,
  })

export const seen =
  (view: Situation['host']): Change =>
  before => ({ ...before, host: view })

export const remembering =
  (memory: unknown): Change =>
  before => ({ ...before, memory: memory as Memory })

export const paused: Change = before => ({
  ...before,
  pause: {
    until: NOW.getTime() + 1,
    phase: 'Staging',
    failure: { reason: 'RegistryUnreachable', message: 'no route', terminal: false },
  },
})

export const intent = (changes: object = {}) => ({
  attempt: 'attempt-1',
  digest: NEW,
  how: 'staged',
  fromBoot: BOOT,
  tries: 0,
  nextTryAt: 0,
  ...changes,
})

export const attempt = (changes: object = {}) => ({
  key: 'attempt-1',
  digest: NEW,
  outcome: 'InProgress',
  fromBoot: BOOT,
  previousImage: `${REPOSITORY}@${OLD}`,
  ...changes,
})

/** The agent has asked for the reboot that it was ordered. */
export const rebooting: Change = remembering({ attempt: attempt(), intent: intent({ tries: 1 }) })
