import { aFailure } from '../builders/a-lookup'
import { NEW } from '../builders/digests'
import { blocked, cordoned, edit, poweredOff, quirk, secondPool, settings, windowAt, workers } from '../simulate/plot'
import type { Telling } from '../simulate/story'
import { followers, tagged } from '../simulate/tag-plot'

/** A state that a pool may be found in, and how the simulator comes there. */
export interface PoolState {
  readonly name: string
  /** What an admin did, or what happened. */
  readonly story: string
  readonly telling: () => Telling & { readonly seconds: number }
  /** The node that `kubectl bootc why` is asked about. */
  readonly node: string
  /** Alerts that fire when it stays so for a day; test/cluster/monitoring proves them with promtool. */
  readonly alerts: ReadonlyArray<string>
}

/** Twice as long as anything here takes, in seconds. */
const LONG = 1000
const NO_BOOT = quirk({ unbootable: new Set([NEW]) })

export const TWELVE_STATES: ReadonlyArray<PoolState> = [
  {
    name: 'Progressing',
    story: 'Five nodes are updated one by one.',
    telling: () => ({ world: workers(5), seconds: 40 }),
    node: 'n3',
    alerts: ['BootcRolloutStalled'],
  },
  {
    name: 'Blocked',
    story: 'A PodDisruptionBudget allows no eviction from the first node.',
    telling: () => ({ world: blocked(workers(5, settings({ drainTimeoutSeconds: LONG })), 'n1', LONG), seconds: 60 }),
    node: 'n1',
    alerts: ['BootcDrainBlocked', 'BootcRolloutStalled'],
  },
  {
    name: 'Paused',
    story: 'An admin paused the pool after two of five nodes.',
    telling: () => ({
      world: workers(5),
      happenings: [{ at: 40, what: 'the pool is paused', run: edit({ paused: true }) }],
      seconds: 90,
    }),
    node: 'n5',
    alerts: ['BootcPoolPaused'],
  },
  {
    name: 'Outside window',
    story: 'The image is staged; the maintenance window opens later.',
    telling: () => ({
      world: workers(5, settings({ maintenanceWindows: [windowAt('30', '10m')] })),
      seconds: 60,
    }),
    node: 'n1',
    alerts: [],
  },
  {
    name: 'Halted',
    story: 'The image does not boot on the second node; onFailure is Halt.',
    telling: () => ({ world: workers(5, settings(), { n2: NO_BOOT }), seconds: 120 }),
    node: 'n2',
    alerts: ['BootcRolloutHalted', 'BootcNodesFailed'],
  },
  {
    name: 'Rolling back',
    story: 'The image does not boot on the third node; onFailure is RollBack, and the updated nodes go back.',
    telling: () => ({ world: workers(5, settings({ onFailure: 'RollBack' }), { n3: NO_BOOT }), seconds: 62 }),
    node: 'n1',
    alerts: ['BootcRolloutStalled'],
  },
  {
    name: 'Rolled back',
    story: 'The same, later.',
    telling: () => ({ world: workers(5, settings({ onFailure: 'RollBack' }), { n3: NO_BOOT }), seconds: 300 }),
    node: 'n3',
    alerts: ['BootcPoolRolledBack'],
  },
  {
    name: 'Cancelled',
    story: 'An admin cancelled the target after two of five nodes, and they are back.',
    telling: () => ({
      world: workers(5),
      happenings: [{ at: 40, what: 'the target is cancelled', run: edit({ cancelledDigest: NEW }) }],
      seconds: 200,
    }),
    node: 'n1',
    alerts: [],
  },
  {
    name: 'Unresolved',
    story: 'The registry does not answer when the pool is made.',
    telling: () => {
      const world = followers(5, 'Automatic')
      tagged(aFailure('RegistryUnreachable'))(world)
      return { world, seconds: 60 }
    },
    node: 'n1',
    alerts: ['BootcImageUnresolved'],
  },
  {
    name: 'Contested',
    story: 'A second pool selects the nodes of the first in the middle of its rollout.',
    telling: () => ({
      world: workers(5),
      happenings: [{ at: 40, what: 'a second pool is made', run: secondPool() }],
      seconds: 120,
    }),
    node: 'n4',
    alerts: ['BootcNodesContested', 'BootcRolloutStalled'],
  },
  {
    name: 'Complete',
    story: 'All five nodes run the image.',
    telling: () => ({ world: workers(5), seconds: 300 }),
    node: 'n1',
    alerts: [],
  },
  {
    name: 'One node dead',
    story: 'One node is switched off before its turn, another is cordoned by an admin; the others are updated.',
    telling: () => ({
      world: workers(5, settings({ maxUnavailable: 3 })),
      happenings: [
        { at: 5, what: 'n4 is switched off', run: poweredOff('n4') },
        { at: 5, what: 'an admin cordons n5', run: cordoned('n5') },
      ],
      seconds: 300,
    }),
    node: 'n4',
    alerts: ['BootcRolloutStalled'],
  },
]

/** Where the picture of the dashboard in a state is, from docs/; `width` in pixels. */
export const pictureOf = ({ name }: PoolState, width: number): string =>
  `states/${name.toLowerCase().replaceAll(' ', '-')}-${width}.webp`
