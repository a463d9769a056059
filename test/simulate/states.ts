import { aFailure } from '../builders/a-lookup'
import { aStep } from '../builders/a-step'
import { NEW } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { GATE } from './faults/gate-faults'
import { agentDead, alertsAre, cordoned, edit, held, holdPool, poweredOff, secondPool } from './happenings'
import { ZONE } from './node-facts'
import { blocked, quirk, settings, windowAt, workers, zone } from './plot'
import type { Stored } from './store'
import { type Telling, tell } from './story'
import { followers, tagged } from './tag-plot'
import { applyPool, createWorld } from './world'

/** A state in which a pool may be found, by the words of a user; `telling` leads to it. */
export interface State {
  readonly title: string
  readonly telling: () => Telling
}

const fellBack = quirk({ unbootable: new Set([NEW]) })
const NEVER = { start: '0 2 31 2 *', duration: '1h', timeZone: 'UTC' }
const NO_ZONE = { start: '0 2 * * *', duration: '1h', timeZone: 'Europe/Berlinn' }

/** One state for each reason that a pool can have, and a few that share one. */
export const STATES: ReadonlyArray<State> = [
  { title: 'complete', telling: () => ({ world: workers(2) }) },
  { title: 'just created', telling: () => ({ world: workers(2), seconds: 1 }) },
  { title: 'staging', telling: () => ({ world: workers(2, settings(), {}, { download: 60_000 }), seconds: 10 }) },
  { title: 'a node drains', telling: () => ({ world: workers(2), seconds: 9 }) },
  { title: 'a drain is blocked', telling: () => ({ world: blocked(workers(2), 'n1', 600), seconds: 30 }) },
  {
    title: 'paused in the middle',
    telling: () => ({
      world: workers(2),
      happenings: [{ at: 6, what: 'paused', run: edit({ paused: true }) }],
      seconds: 40,
    }),
  },
  {
    title: 'held by the annotation in the middle',
    telling: () => ({
      world: workers(2),
      happenings: [{ at: 6, what: 'held', run: holdPool('firmware of the disks') }],
      seconds: 40,
    }),
  },
  {
    title: 'paused when complete',
    telling: () => ({
      world: workers(1),
      happenings: [{ at: 60, what: 'paused', run: edit({ paused: true }) }],
    }),
  },
  { title: 'maxUnavailable 0', telling: () => ({ world: workers(1, settings({ maxUnavailable: 0 })) }) },
  {
    title: 'outside its window',
    telling: () => ({ world: workers(2, settings({ maintenanceWindows: [windowAt('30', '1h')] })), seconds: 60 }),
  },
  {
    title: 'a window that never opens',
    telling: () => ({ world: workers(2, settings({ maintenanceWindows: [NEVER] })), seconds: 30 }),
  },
  {
    title: 'a time zone with a typo, in a complete pool',
    telling: () => ({
      world: workers(1),
      happenings: [{ at: 60, what: 'the windows are edited', run: edit({ maintenanceWindows: [NO_ZONE] }) }],
    }),
  },
  {
    title: 'a gate is closed',
    telling: () => ({
      world: workers(2, settings({ gates: [GATE] })),
      happenings: [{ at: 0, what: 'an alert fires', run: alertsAre('KubeletDown') }],
      seconds: 60,
    }),
  },
  { title: 'only staged', telling: () => ({ world: workers(1, settings({ strategy: 'StageOnly' })), seconds: 30 }) },
  {
    title: 'a node is cordoned by someone else',
    telling: () => ({
      world: workers(2, settings({ maxUnavailable: 2 })),
      happenings: [{ at: 0, what: 'cordoned', run: cordoned('n2') }],
    }),
  },
  {
    title: 'a cordoned node uses up maxUnavailable',
    telling: () => ({ world: workers(2), happenings: [{ at: 0, what: 'cordoned', run: cordoned('n2') }] }),
  },
  {
    title: 'a node is held',
    telling: () => ({ world: workers(2), happenings: [{ at: 0, what: 'held', run: held('n2') }] }),
  },
  {
    title: 'one node dead',
    telling: () => ({
      world: workers(2, settings({ maxUnavailable: 2 })),
      happenings: [{ at: 0, what: 'switched off', run: poweredOff('n2') }],
      seconds: 60,
    }),
  },
  {
    title: 'a step soaks',
    telling: () => ({
      world: workers(2, settings({ steps: [aStep('canary', { nodes: aCount(1), soakSeconds: someSeconds(600) })] })),
      seconds: 60,
    }),
  },
  {
    title: 'a step awaits its approval',
    telling: () => ({
      world: workers(2, settings({ steps: [aStep('canary', { nodes: aCount(1), approval: 'Manual' })] })),
      seconds: 60,
    }),
  },
  {
    title: 'a step selects no node',
    telling: () => ({
      world: workers(2, settings({ steps: [aStep('canary', { nodeSelector: { matchLabels: { canary: 'yes' } } })] })),
      seconds: 60,
    }),
  },
  {
    title: 'a limit by topology keeps every node',
    telling: () => ({
      world: workers(
        2,
        settings({ maxUnavailable: 2, topologyLimits: [{ topologyKey: ZONE, maxDomains: aCount(1) }] }),
        { n1: zone('a'), n2: zone('b') },
      ),
      happenings: [{ at: 0, what: 'switched off', run: poweredOff('n2') }],
      seconds: 60,
    }),
  },
  {
    title: 'an agent does not report',
    telling: () => ({
      world: workers(2),
      happenings: [{ at: 0, what: 'its agent is dead', run: agentDead('n2', 600) }],
      seconds: 30,
    }),
  },
  {
    title: 'contested',
    telling: () => ({
      world: workers(2),
      happenings: [{ at: 60, what: 'a second pool', run: secondPool() }],
      seconds: 90,
    }),
  },
  {
    title: 'no node is in the pool',
    telling: () => {
      const world = createWorld()
      applyPool(world, 'workers', settings())
      return { world, seconds: 30 }
    },
  },
  { title: 'halted', telling: () => ({ world: workers(3, settings(), { n1: fellBack }) }) },
  {
    title: 'a node failed, and nothing else is left to do',
    telling: () => ({
      world: workers(3, settings({ failureThreshold: settings().rollout.maxStaging }), { n1: fellBack }),
    }),
  },
  {
    title: 'rolling back',
    telling: () => ({
      world: blocked(workers(3), 'n1', 0),
      happenings: [{ at: 27, what: 'cancelled', run: edit({ cancelledDigest: NEW }) }],
      seconds: 30,
    }),
  },
  {
    title: 'rolled back by itself',
    telling: () => ({ world: workers(3, settings({ onFailure: 'RollBack' }), { n2: fellBack }) }),
  },
  {
    title: 'cancelled',
    telling: () => ({
      world: workers(2),
      happenings: [{ at: 14, what: 'cancelled', run: edit({ cancelledDigest: NEW }) }],
    }),
  },
  {
    title: 'the registry does not know the tag',
    telling: () => {
      const world = followers(1, 'Automatic')
      tagged(aFailure('ImageNotFound'))(world)
      return { world, seconds: 30 }
    },
  },
  {
    title: 'a reference that cannot be read',
    telling: () => ({
      world: followers(1, 'Automatic'),
      happenings: [{ at: 60, what: 'edited', run: edit({ ref: 'no/registry' }) }],
      seconds: 90,
    }),
  },
]

/** What a client of the API server sees in that state. */
export interface SeenState {
  readonly title: string
  readonly pools: ReadonlyArray<Stored>
  readonly rollouts: ReadonlyArray<Stored>
  readonly updates: ReadonlyArray<Stored>
}

export const seenIn = async ({ title, telling }: State): Promise<SeenState> => {
  const told = telling()
  await tell(told)
  const { pools, rollouts, updates } = told.world
  const [own, led, ordered] = [pools, rollouts, updates].map(store => Object.values(store.all()))
  return { title, pools: own ?? [], rollouts: led ?? [], updates: ordered ?? [] }
}
