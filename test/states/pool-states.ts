import { aFailure } from '../builders/a-lookup'
import { aStep } from '../builders/a-step'
import { NEW } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { GATE } from '../simulate/faults/gate-faults'
import { alertsAre, cordoned, edit, poweredOff, secondPool } from '../simulate/happenings'
import { ailing, blocked, quirk, settings, windowAt, workers } from '../simulate/plot'
import type { State } from '../simulate/states'
import { followers, tagged } from '../simulate/tag-plot'

/** A state as docs/states.md shows it; test/simulate/states.ts has one for each reason of a pool. */
export interface PoolState extends State {
  /** What an admin did, or what happened. */
  readonly story: string
  /** The node that `kubectl bootc why` is asked about. */
  readonly node: string
  /** Alerts that fire when it stays so for a day; test/cluster/monitoring proves them with promtool. */
  readonly alerts: ReadonlyArray<string>
}

/** Twice as long as anything here takes, in seconds. */
const LONG = 1000
const NO_BOOT = quirk({ unbootable: new Set([NEW]) })

export const POOL_STATES: ReadonlyArray<PoolState> = [
  {
    title: 'Progressing',
    story: 'Five nodes are updated one by one.',
    telling: () => ({ world: workers(5), seconds: 40 }),
    node: 'n3',
    alerts: ['BootcRolloutStalled'],
  },
  {
    title: 'Blocked',
    story: 'A PodDisruptionBudget allows no eviction from the first node.',
    telling: () => ({ world: blocked(workers(5, settings({ drainTimeoutSeconds: LONG })), 'n1', LONG), seconds: 60 }),
    node: 'n1',
    alerts: ['BootcDrainBlocked', 'BootcRolloutStalled'],
  },
  {
    title: 'Paused',
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
    title: 'Outside window',
    story: 'The image is staged; the maintenance window opens later.',
    telling: () => ({
      world: workers(5, settings({ maintenanceWindows: [windowAt('30', '10m')] })),
      seconds: 60,
    }),
    node: 'n1',
    alerts: [],
  },
  {
    title: 'Gate closed',
    story: 'One node was updated when an alert fired; rollout.gates asks for alerts.',
    telling: () => ({
      world: workers(5, settings({ gates: [GATE] }), {}, { reboot: 10_000 }),
      happenings: [{ at: 20, what: 'an alert fires', run: alertsAre('KubeletDown (node=node-3)') }],
      seconds: 90,
    }),
    node: 'n4',
    alerts: ['BootcGateClosed'],
  },
  {
    title: 'Soaking',
    story: 'The first node is the canary of a step: it runs the image, and soaks before others start.',
    telling: () => ({
      world: workers(5, settings({ steps: [aStep('canary', { nodes: aCount(1), soakSeconds: someSeconds(LONG) })] })),
      seconds: 60,
    }),
    node: 'n2',
    alerts: [],
  },
  {
    title: 'Awaits approval',
    story: 'The same with a short soak, which is over, and approval: Manual.',
    telling: () => ({
      world: workers(
        5,
        settings({
          steps: [aStep('canary', { nodes: aCount(1), soakSeconds: someSeconds(10), approval: 'Manual' })],
        }),
      ),
      seconds: 60,
    }),
    node: 'n2',
    alerts: ['BootcStepAwaitsApproval'],
  },
  {
    title: 'Unwell',
    story: 'The first node came up with the image, and a unit that rollout.verify names has failed there.',
    telling: () => ({
      world: workers(
        5,
        settings({ verify: { systemdUnits: ['chronyd.service'] }, rebootTimeoutSeconds: someSeconds(LONG) }),
        { n1: ailing(NEW, { units: { 'chronyd.service': 'failed' } }) },
      ),
      seconds: 60,
    }),
    node: 'n1',
    alerts: ['BootcNodeUnwell', 'BootcRolloutStalled'],
  },
  {
    title: 'Halted',
    story: 'The image does not boot on the second node; onFailure is Halt.',
    telling: () => ({ world: workers(5, settings(), { n2: NO_BOOT }), seconds: 120 }),
    node: 'n2',
    alerts: ['BootcRolloutHalted', 'BootcNodesFailed'],
  },
  {
    title: 'Rolling back',
    story: 'The image does not boot on the third node; onFailure is RollBack, and the updated nodes go back.',
    telling: () => ({ world: workers(5, settings({ onFailure: 'RollBack' }), { n3: NO_BOOT }), seconds: 62 }),
    node: 'n1',
    alerts: ['BootcRolloutStalled'],
  },
  {
    title: 'Rolled back',
    story: 'The same, later.',
    telling: () => ({ world: workers(5, settings({ onFailure: 'RollBack' }), { n3: NO_BOOT }), seconds: 300 }),
    node: 'n3',
    alerts: ['BootcPoolRolledBack'],
  },
  {
    title: 'Cancelled',
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
    title: 'Unresolved',
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
    title: 'Contested',
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
    title: 'Complete',
    story: 'All five nodes run the image.',
    telling: () => ({ world: workers(5), seconds: 300 }),
    node: 'n1',
    alerts: [],
  },
  {
    title: 'One node dead',
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
export const pictureOf = ({ title }: PoolState, width: number): string =>
  `states/${title.toLowerCase().replaceAll(' ', '-')}-${width}.webp`
