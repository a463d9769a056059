import assert from 'node:assert/strict'
import { estimateOf } from '../../cli/status/estimate'
import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import type { NamedMember } from '../builders/a-member'
import { aMember, being, marked } from '../builders/a-member'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { anUpdate, reporting, running, staged } from '../builders/an-update'
import { NEW, OLD } from '../builders/digests'
import { aCount } from '../builders/settings'
import { oneCourse } from './support/one-course'
import { ATTEMPT } from './support/scene'

type Pair = readonly [NamedMember, BootcNodeUpdate]

const done = (name: string, at: string): Pair => [
  aMember(name),
  anUpdate(
    name,
    running(NEW),
    reporting({ attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded', finishedAt: at } }),
  ),
]
const waiting = (name: string): Pair => [aMember(name), anUpdate(name, staged())]

const twoAtOnce = withSettings({ maxUnavailable: aCount(2) })

const withHistory =
  (minutes: number, updated: number) =>
  (rollout: BootcRollout): BootcRollout => {
    const startedAt = '2026-01-01T00:00:00Z'
    const finishedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString()
    const entry = {
      digest: OLD,
      startedAt,
      finishedAt,
      outcome: 'Completed' as const,
      updated: aCount(updated),
      failed: aCount(0),
    }
    return { ...rollout, status: { ...rollout.status, history: [entry] } }
  }

const window = (start: string, duration: string) =>
  withSettings({ maintenanceWindows: [{ start, duration, timeZone: 'UTC' }] })

const cases: ReadonlyArray<{
  readonly name: string
  readonly rollout: BootcRollout
  readonly nodes: ReadonlyArray<Pair>
  readonly want: object | undefined
}> = [
  {
    name: 'nothing when all is done',
    rollout: aRollout(),
    nodes: [done('a', '2026-01-02T00:10:00Z')],
    want: undefined,
  },
  {
    name: 'by the pace between the groups of this rollout',
    rollout: aRollout(),
    nodes: [done('a', '2026-01-02T00:10:00Z'), done('b', '2026-01-02T00:14:00Z'), waiting('c'), waiting('d')],
    want: { at: '2026-01-02T00:22:00.000Z', by: 'this rollout' },
  },
  {
    name: 'counting that a group is done at once',
    rollout: aRollout(twoAtOnce),
    nodes: [
      done('a', '2026-01-02T00:10:00Z'),
      done('b', '2026-01-02T00:10:10Z'),
      done('c', '2026-01-02T00:15:00Z'),
      waiting('d'),
      waiting('e'),
    ],
    want: { at: '2026-01-02T00:20:00.000Z', by: 'this rollout' },
  },
  {
    name: 'no time before the first group is through, although there was a rollout before',
    rollout: aRollout(withHistory(10, 5), twoAtOnce),
    nodes: [done('a', '2026-01-02T00:10:00Z'), waiting('b'), waiting('c')],
    want: { unknown: 'the first group of nodes is not through yet' },
  },
  {
    name: 'no time by nodes that all arrived at once',
    rollout: aRollout(),
    nodes: [done('a', '2026-01-02T00:10:00Z'), done('b', '2026-01-02T00:10:00Z'), waiting('c')],
    want: { unknown: 'no earlier rollout of this pool, and too few nodes are done' },
  },
  {
    name: 'no time that is over already',
    rollout: aRollout(),
    nodes: [done('a', '2026-01-02T00:14:59.000Z'), done('b', '2026-01-02T00:14:59.500Z'), waiting('c')],
    want: { unknown: 'the last nodes are about to arrive' },
  },
  {
    name: 'by the last rollout while too few are done',
    rollout: aRollout(withHistory(10, 5)),
    nodes: [done('a', '2026-01-02T00:10:00Z'), waiting('b'), waiting('c')],
    want: { at: '2026-01-02T00:19:00.000Z', by: 'the last rollout' },
  },
  {
    name: 'no time when there is nothing to measure by',
    rollout: aRollout(),
    nodes: [done('a', '2026-01-02T00:10:00Z'), waiting('b')],
    want: { unknown: 'no earlier rollout of this pool, and too few nodes are done' },
  },
  {
    name: 'no time while it is paused',
    rollout: aRollout(withHistory(10, 5), withSpec({ paused: true })),
    nodes: [waiting('a')],
    want: { unknown: 'paused' },
  },
  {
    name: 'no time while a node is held',
    rollout: aRollout(withHistory(10, 5)),
    nodes: [waiting('a'), [aMember('b', being({ holds: ['KeepCordoned'] })), anUpdate('b', staged())]],
    want: { unknown: 'b is held (KeepCordoned)' },
  },
  {
    name: 'no time while a node is down',
    rollout: aRollout(withHistory(10, 5), twoAtOnce),
    nodes: [waiting('a'), [aMember('b', being({ ready: false })), anUpdate('b', staged())]],
    want: { unknown: 'b is NotReady' },
  },
  {
    name: 'its time although a node drains',
    rollout: aRollout(withHistory(10, 5)),
    nodes: [[aMember('a', marked('90', ATTEMPT)), anUpdate('a', staged())], done('b', '2026-01-02T00:10:00Z')],
    want: { at: '2026-01-02T00:17:00.000Z', by: 'the last rollout' },
  },
  {
    name: 'a time after the next window has opened',
    rollout: aRollout(withHistory(10, 5), window('0 2 * * *', '4h')),
    nodes: [waiting('a'), done('b', '2026-01-02T00:10:00Z')],
    want: { at: '2026-01-02T02:02:00.000Z', by: 'the last rollout' },
  },
  {
    name: 'no time beyond the end of the window',
    rollout: aRollout(withHistory(10, 1), window('0 2 * * *', '5m')),
    nodes: [waiting('a'), done('b', '2026-01-02T00:10:00Z')],
    want: { unknown: 'the maintenance window closes before' },
  },
]

describe('the estimated end of a rollout is', () => {
  for (const { name, rollout, nodes, want } of cases) {
    it(name, () => {
      assert.deepEqual(estimateOf(oneCourse(rollout, nodes)), want)
    })
  }
})
