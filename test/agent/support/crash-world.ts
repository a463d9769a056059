import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import type { OwnUpdate } from '../../../agent/cluster/own-update'
import type { RawUpdate } from '../../../agent/cluster/update-calls'
import { type Loop, startLoop } from '../../../agent/loop/loop'
import { loadMemory } from '../../../agent/memory'
import type { Host } from '../../../agent/ports'
import type { BootcNodeUpdateStatus } from '../../../hooks/api/bootc-node-update'
import type { ApiError } from '../../../hooks/ports/api/api-request'
import { createHost } from '../../../testbed/hosts/create-host'
import { type Faults, writeFaults } from '../../../testbed/hosts/faults'
import { type HostState, readState } from '../../../testbed/hosts/host-state'
import { type HostLayout, layoutOf } from '../../../testbed/hosts/layout'
import { takePowerRequest } from '../../../testbed/hosts/power-request'
import { imageDigestOf, type Registry, registryWith, writeRegistry } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import { hostInProcess } from './host-in-process'

const REPOSITORY = 'registry.example/os'
const NODE = 'node-1'
/** In memory where there is such a folder: the agent makes sure of each write, which takes a disk milliseconds. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const STATE_DIR = '/var/lib/bootc-operator'

export const digestOf = (version: string): string => imageDigestOf(REPOSITORY, version)
export const imageOf = (version: string): string => `${REPOSITORY}@${digestOf(version)}`

type Spec = Readonly<Record<string, unknown>>
type Status = Partial<BootcNodeUpdateStatus>

/** What the rollout orders, by what the agent has reported last; undefined: there is no object. */
export type Rollout = (status: Status) => Spec | undefined

/** `at`: which effect, by its number or the name of the first. `before`: it does not happen. `after`: it does, but nobody hears of it. `power-cut`: and the host goes down. */
export type Crash = { readonly at: number | string; readonly how: 'before' | 'after' | 'power-cut' }

export interface Play {
  readonly rollout: Rollout
  readonly isOver: (status: Status) => boolean
  readonly crash?: Crash | undefined
  readonly faults?: Faults
  /** Called before each effect; may change the host as somebody else would, or throw in its place. */
  readonly atEffect?: (name: string, bystander: Bystander) => void | Promise<void>
  /** Called once before the agent starts. */
  readonly before?: (bystander: Bystander) => void | Promise<void>
  /** Whether the API server does not answer now. */
  readonly isApiDown?: (simulatedMs: number) => boolean
  /** Called before the agent reads its order anew; what the rollout says then is what it reads. */
  readonly atRead?: () => void
  /** How long it is watched after it is over, in steps of 10 simulated seconds. */
  readonly linger?: number
  /** Looks at the end, while the files of the host are still there. */
  readonly ends?: (played: Played) => void
  readonly host?: object
  /** Versions that carry a signature. */
  readonly signed?: ReadonlyArray<string>
  /** Versions that are for arm64; the host is amd64. */
  readonly forArm?: ReadonlyArray<string>
  /** A version whose image has the very content of another: `{ v3: 'v1' }`. */
  readonly sameContent?: Readonly<Record<string, string>>
  readonly seconds?: number
}

export interface Bystander {
  /** Runs a command on the host. */
  readonly run: (...argv: ReadonlyArray<string>) => Promise<string>
  readonly layout: HostLayout
}

export interface Played {
  readonly layout: HostLayout
  readonly state: HostState
  readonly status: Status
  readonly booted: string
  /** Names of all effects, in order. */
  readonly effects: ReadonlyArray<string>
  /** How the host went down. */
  readonly reboots: ReadonlyArray<string>
  /** Reboots that were asked for without a valid order. */
  readonly unordered: ReadonlyArray<string>
}

/** Commands that change nothing. */
const LOOKS =
  /^(systemctl (is-|show)|bootc (--version|status|switch --help|upgrade --help)|ostree admin --help|journalctl|mkfifo)/
const CONFLICT: ApiError = {
  kind: 'api-refused',
  call: 'PATCH',
  status: 409,
  reason: 'Conflict',
  message: '',
  causes: [],
}
const DOWN: ApiError = { kind: 'api-unreachable', call: 'GET', message: 'down' }
const never = <T>(): Promise<T> => new Promise(() => undefined)

const withArm = (registry: Registry, versions: ReadonlyArray<string>): Registry => ({
  ...registry,
  images: Object.fromEntries(
    Object.entries(registry.images).map(([digest, image]) => [
      digest,
      versions.includes(image.version) ? { ...image, architecture: 'arm64' } : image,
    ]),
  ),
})

const signedIn = (registry: Registry, versions: ReadonlyArray<string>): Registry => ({
  ...registry,
  images: Object.fromEntries(
    Object.entries(registry.images).map(([digest, image]) => [
      digest,
      { ...image, signed: versions.includes(image.version) },
    ]),
  ),
})

/** As composefs sees it: by content. */
const withSameContent = (registry: Registry, same: Readonly<Record<string, string>>): Registry => ({
  ...registry,
  images: Object.fromEntries(
    Object.entries(registry.images).map(([digest, image]) => {
      const content = createHash('sha512')
        .update(same[image.version] ?? image.version)
        .digest('hex')
      return [digest, { ...image, verity: content }]
    }),
  ),
})

/** One host, one agent that may be killed at any effect and starts again, and a rollout that orders. In this process. */
export const play = async (script: Play): Promise<Played> => {
  const dir = mkdtempSync(join(FOLDER, 'agent-crash-'))
  const registry = join(dir, 'registry.json')
  const images = withArm(registryWith(REPOSITORY, ['v1', 'v2', 'v3']), script.forArm ?? [])
  writeRegistry(registry, withSameContent(signedIn(images, script.signed ?? []), script.sameContent ?? {}))
  const hostDir = join(dir, 'host')
  const image = `${REPOSITORY}:v1`
  await createHost({ dir: hostDir, name: NODE, registry, image, script: 'none', stageSeconds: 0, ...script.host })
  const layout = layoutOf(hostDir)
  writeFaults(layout, script.faults ?? {})
  const effects: string[] = []
  const reboots: string[] = []
  const unordered: string[] = []
  let version = 1
  let object: RawUpdate | undefined
  let offset = 0
  let life = 0
  let loop: Loop | undefined
  let crashed = false
  let granted = false
  /** What the living agent waits for. */
  let pending = 0

  const store = (next: Partial<RawUpdate>): void => {
    version += 1
    const generation = (object?.metadata.generation ?? 0) + ('spec' in next ? 1 : 0)
    const metadata = { name: NODE, generation, resourceVersion: String(version) }
    object = { ...object, ...next, metadata }
  }
  const order = (): void => {
    const spec = script.rollout(object?.status ?? {})
    if (spec === undefined) object = undefined
    else if (JSON.stringify(spec) !== JSON.stringify(object?.spec)) store({ spec })
  }
  const isValid = (): boolean => {
    const spec = object?.spec as { step?: string; reboot?: { fromBoot?: string } } | undefined
    const { bootId } = readState(layout).run
    return spec?.step === 'Reboot' && spec.reboot?.fromBoot?.split('/')[0] === bootId
  }
  const bystander: Bystander = {
    layout,
    run: async (...argv) => {
      const answer = await hostInProcess(layout).run(argv, 0)
      if (E.isLeft(answer)) throw new Error(JSON.stringify(answer.left))
      return answer.right
    },
  }
  const die = (): void => {
    life += 1
    pending = 0
  }
  const goDown = (how: 'reboot' | 'soft-reboot' | 'power-cut'): void => {
    die()
    granted = false
    reboots.push(how)
    const outcome = restartHost(layout, how)
    if (!outcome.up) {
      reboots.push(`hangs: ${outcome.because}`)
      restartHost(layout, 'power-cut')
    }
    void begin()
  }

  /** The agent looks at its order while a pull goes on, and tells of it. */
  const lookIn = async (mine: number): Promise<void> => {
    loop?.wake()
    do await sleep(1)
    while (pending > 1 && mine === life)
  }

  /** Plays one effect in the life of an agent; a dead agent never hears of anything again. */
  const effect = async <T>(mine: number, name: string, run: () => Promise<T>): Promise<T> => {
    if (mine !== life) return never()
    await script.atEffect?.(name, bystander)
    const isHere = script.crash?.at === effects.length || script.crash?.at === name
    const crash = !crashed && isHere ? script.crash?.how : undefined
    effects.push(name)
    if (crash !== undefined) crashed = true
    if (crash === 'before') {
      die()
      void begin()
      return never()
    }
    if (/systemctl (soft-)?reboot/.test(name) && !granted) unordered.push(name)
    const running = run()
    if (name.startsWith('bootc switch')) await lookIn(mine)
    const answer = await running
    const request = takePowerRequest(layout)
    if (request !== undefined) goDown(request === 'soft-reboot' ? request : 'reboot')
    else if (crash === 'power-cut') goDown('power-cut')
    else if (crash === 'after') {
      die()
      void begin()
    }
    return mine === life ? answer : never()
  }
  const alive = async <T>(mine: number, answer: Promise<T>): Promise<T> => {
    const value = await answer
    return mine === life ? value : never()
  }
  const counted = async <T>(mine: number, answer: () => Promise<T>): Promise<T> => {
    if (mine !== life) return never()
    pending += 1
    try {
      return await answer()
    } finally {
      if (mine === life) pending -= 1
    }
  }

  const hostFor = (mine: number, host: Host): Host => ({
    run: (argv, timeout) =>
      counted(mine, () => {
        const name = argv.join(' ')
        if (LOOKS.test(name)) return alive(mine, host.run(argv, timeout))
        const verb = argv.slice(argv.indexOf('--') + 1).join(' ')
        return effect(mine, argv[0] === 'systemd-run' ? verb : name, () => host.run(argv, timeout))
      }),
    read: path => counted(mine, () => alive(mine, host.read(path))),
    write: (path, text) => counted(mine, () => effect(mine, `write ${path}`, () => host.write(path, text))),
    remove: path => counted(mine, () => effect(mine, `remove ${path}`, () => host.remove(path))),
    stamp: paths => counted(mine, () => alive(mine, host.stamp(paths))),
    listen: host.listen,
  })
  const updateFor = (mine: number): OwnUpdate => ({
    isKnown: () => true,
    current: () => object,
    read: () =>
      counted(mine, () => {
        script.atRead?.()
        order()
        return alive(mine, Promise.resolve(isDown() ? E.left(DOWN) : E.right(object)))
      }),
    write: (status, onlyAt) =>
      counted(mine, () =>
        effect(mine, `report ${status.phase}`, async (): Promise<E.Either<ApiError, 'written' | 'unchanged'>> => {
          if (isDown()) return E.left(DOWN)
          if (object === undefined || (onlyAt !== undefined && onlyAt !== object.metadata.resourceVersion)) {
            return E.left(CONFLICT)
          }
          // From here on it may reboot: a withdrawal comes too late, and is seen after the reboot.
          if (status.phase === 'Rebooting' && onlyAt !== undefined) granted = isValid()
          if (JSON.stringify(status) === JSON.stringify(object.status)) return E.right('unchanged')
          store({ status })
          order()
          return E.right('written')
        }),
      ),
    stop: () => undefined,
  })

  const begin = async (): Promise<void> => {
    loop?.stop()
    const mine = life
    const host = hostFor(mine, hostInProcess(layout))
    const memory = await loadMemory(host, STATE_DIR)
    if (mine !== life) return
    loop = startLoop({
      host,
      update: updateFor(mine),
      identity: () => ({ nodeName: NODE, nodeUID: 'uid-1' }),
      pullSecret: { read: async () => undefined, stamp: async () => '' },
      memory: E.isRight(memory) ? memory.right : {},
      stateDir: STATE_DIR,
      agentVersion: '1',
      stallMs: 60_000,
      now: () => new Date(Date.now() + offset),
      log: () => undefined,
    })
    loop.wake()
  }

  const isDown = (): boolean => script.isApiDown?.(offset) === true
  const deadline = Date.now() + (script.seconds ?? 240) * 1000
  const failIfLate = (): void => {
    if (Date.now() > deadline) throw new Error(`not over: ${JSON.stringify(object)}\n${effects.join('\n')}`)
  }
  const tick = async (): Promise<void> => {
    // Time goes by quickly, so that no pause of the agent is one of the test, but never while it does something: a slow
    // machine would make that take minutes.
    do {
      await sleep(2)
      failIfLate()
    } while (pending > 0)
    offset += 10_000
    order()
    loop?.wake()
  }

  try {
    await script.before?.(bystander)
    order()
    await begin()
    while (!script.isOver(object?.status ?? {})) await tick()
    for (let i = 0; i < (script.linger ?? 0); i += 1) await tick()
    const state = readState(layout)
    const { deployments, run } = state
    const booted = deployments.find(({ image, serial }) => `${image.commit}.${serial}` === run.rootTree)?.image.version
    const played = { status: object?.status ?? {}, booted: booted ?? '', effects, reboots, unordered, layout, state }
    script.ends?.(played)
    return played
  } finally {
    loop?.stop()
    die()
    rmSync(dir, { recursive: true, force: true })
  }
}
