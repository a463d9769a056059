import assert from 'node:assert/strict'
import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { FIRST, NEW, OLD, OTHER } from '../builders/digests'
import { bootOf, digestOf, type Host } from './host'
import { isCordonedNow, isReadyNow, markOn } from './node-facts'
import { isQuiet, pass, round } from './run'
import type { Stored } from './store'
import type { World } from './world'

/** Something that happens in a story, `at` seconds from its start. */
export interface Happening {
  readonly at: number
  readonly what: string
  readonly run: (world: World) => void
}

export interface Telling {
  readonly world: World
  readonly happenings?: ReadonlyArray<Happening>
  /** In seconds from the start: how long it is told; else until nothing happens any more. */
  readonly seconds?: number
}

/** Rounds after which a story that has not come to an end is stuck. */
const MOST_ROUNDS = 400
/** A story is over when nothing has changed for so long, in ms. */
const OVER_MS = 120_000

const NAMES: Readonly<Record<string, string>> = { [OLD]: 'old', [NEW]: 'new', [OTHER]: 'other', [FIRST]: 'first' }
const nameOf = (image: string): string => NAMES[digestOf(image)] ?? image

/** What a marked node is at, as somebody would see it who stood beside it. */
const underMark = (world: World, name: string, host: Host): string => {
  const update = world.updates.get(name) as BootcNodeUpdate | undefined
  const order = update?.spec.order?.step === 'Reboot' ? update.spec.order.reboot : undefined
  const mark = markOn(world.nodes.get(name))
  if (order !== undefined && order.mark === mark?.id) {
    return order.fromBoot === bootOf(name, host) ? 'may reboot' : 'back'
  }
  const left = world.pods.filter(({ node, kind }) => node === name && kind !== 'daemon').length
  return left > 0 ? `drains ${left} pod${left > 1 ? 's' : ''}` : 'empty'
}

/** What any reboot brings up, unless the one that comes was ordered. */
const armed = ({ staged, reboot }: Host): string => (staged?.locked === false && reboot === undefined ? '!' : '')

const wordsOf = (world: World, name: string): string => {
  const host = world.hosts.get(name)
  if (host === undefined) return 'gone'
  const node = world.nodes.get(name)
  const isMarked = markOn(node) !== undefined
  const isFetching = host.agent.download !== undefined && host.agent.download.endsAt > world.now
  if (host.down !== undefined) return isMarked ? 'DOWN (marked)' : 'DOWN'
  const words = [
    nameOf(host.booted),
    ...(host.staged === undefined ? [] : [`+${nameOf(host.staged.image)}${armed(host)}`]),
    ...(host.updater === undefined ? [] : ['own updater']),
    ...(isFetching ? ['fetches'] : []),
    ...(isMarked ? [underMark(world, name, host)] : isCordonedNow(node) ? ['cordoned'] : []),
    ...(host.silentUntil > world.now ? ['agent dead'] : []),
    ...(isReadyNow(node) ? [] : ['NotReady']),
  ]
  return words.join(' ')
}

/** Times of day are enough: every story begins at midnight. */
const clock = (text: string): string => text.replace(/2026-01-02T00:(\d\d:\d\d)(\.\d+)?Z/g, '$1')

/** Of a pool that follows a tag its own message is told, which has the rollout's within it. */
const tellingObjects = (world: World): ReadonlyArray<Stored> => {
  const tagged = Object.values(world.pools.all()).filter(
    ({ spec }) => !(spec as BootcNodePoolSpec).image.ref.includes('@'),
  )
  return tagged.length > 0 ? tagged : Object.values(world.rollouts.all())
}

const messages = (world: World): ReadonlyArray<string> =>
  tellingObjects(world).map(({ metadata, status }) => {
    const { phase = '-', message = '-' } = (status ?? {}) as { readonly phase?: string; readonly message?: string }
    const pool = Object.keys(world.rollouts.all()).length > 1 ? `${metadata.name} ` : ''
    return phase === '-' ? '' : `      ${pool}${phase}: ${clock(message)}`
  })

/** What a message says beside the progress of single nodes, which their own line tells. */
const gist = (message: string): string =>
  message
    .replace(/; n\d (Draining|Drained|Rebooting|Verifying) since [^;]*/g, found =>
      found.includes('blocked') ? ';blocked' : '',
    )
    .replace(/\([^)]*\)/g, '')
    .replace(/n\d+( *, n\d+)* +/g, '')
    .replace(/n?\d+/g, '')

const WIDTH = 28

/** One line per moment at which a node changed, and the rollout's message below it when that changed. */
const createTeller = (
  world: World,
): { readonly look: () => void; readonly say: (what: string) => void; lines: string[] } => {
  const lines: string[] = []
  const started = world.now
  const time = (): string => new Date(world.now - started).toISOString().slice(14, 19)
  let lastNodes = ''
  let lastGist = ''
  return {
    lines,
    say: what => lines.push(`${time()} * ${what}`),
    look: () => {
      const names = [...new Set([...world.hosts.keys()])].sort()
      const nodes = names
        .map(name => `${name} ${wordsOf(world, name)}`.padEnd(WIDTH))
        .join(' ')
        .trimEnd()
      const told = messages(world)
        .filter(line => line !== '')
        .join('\n')
      if (nodes !== lastNodes) lines.push(`${time()} ${nodes}`)
      if (gist(told) !== lastGist && told !== '') lines.push(told)
      lastNodes = nodes
      lastGist = gist(told)
    },
  }
}

/** Plays a story, with every invariant looked after; answers it as text. */
export const tell = async ({ world, happenings = [], seconds }: Telling): Promise<string> => {
  const teller = createTeller(world)
  const started = world.now
  const ahead = [...happenings].sort((a, b) => a.at - b.at)
  let lastChange = world.now
  let told = 0
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    while (ahead[0] !== undefined && started + ahead[0].at * 1000 <= world.now) {
      teller.say(ahead[0].what)
      ahead[0].run(world)
      ahead.shift()
    }
    await round(world)
    teller.look()
    if (teller.lines.length > told) lastChange = world.now
    told = teller.lines.length
    const isOver =
      seconds === undefined
        ? world.now - lastChange >= OVER_MS && isQuiet(world)
        : world.now >= started + seconds * 1000
    if (isOver && ahead.length === 0) return `${teller.lines.join('\n')}\n`
    pass(world, ahead[0] === undefined ? undefined : started + ahead[0].at * 1000)
  }
  throw new assert.AssertionError({ message: `not ended:\n${teller.lines.slice(-6).join('\n')}` })
}
