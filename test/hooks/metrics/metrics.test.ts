import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { POOL_PHASE_NAMES } from '../../../hooks/api/pool-phases'
import { createMetrics, type Metrics } from '../../../hooks/metrics/metrics'
import { SHOWN_PHASE_NAMES } from '../../../hooks/node/phases'
import { aMember, joined, marked, type NamedMember } from '../../builders/a-member'
import { anUpdate, ordering, rebootOrder, reporting, running, silent } from '../../builders/an-update'
import { NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'

let time = new Date('2026-01-02T00:00:00Z')
const fresh = (): Metrics => {
  time = new Date('2026-01-02T00:00:00Z')
  return createMetrics({ version: '1.2.3', now: () => time })
}
const pass = (seconds: number): void => {
  time = new Date(time.getTime() + seconds * 1000)
}

const linesOf = async ({ text }: Metrics, name: string): Promise<ReadonlyArray<string>> =>
  (await text()).split('\n').filter(line => line.startsWith(name))

const answer = (status: object) => ({ status, children: [] })
const condition = (type: string, status: string) => ({
  type,
  status,
  reason: 'A',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
})
const seenPool = (metrics: Metrics, status: object = { phase: 'Progressing' }): void =>
  metrics.poolAnswered('workers', false, answer(status))

const seenRollout = (
  metrics: Metrics,
  members: ReadonlyArray<NamedMember>,
  updates: Readonly<Record<string, BootcNodeUpdate>> = {},
): void =>
  metrics.rolloutAnswered(
    {
      pool: 'workers',
      maxUnavailable: aCount(2),
      gates: [],
      updates:
        members.length === 0
          ? Object.values(updates)
          : members.map(member => joined(member, updates[member.metadata.name])),
    },
    answer({ counts: { Staged: 3, Failed: 1 }, startedAt: '2026-01-01T00:00:00Z' }),
  )

describe('metrics', () => {
  it('have zeros from the start, so that a rate of them is never missing', async () => {
    const metrics = fresh()
    for (const name of [
      'bootc_hook_requests_total{hook="pool-sync",code="500"} 0',
      'bootc_hook_duration_seconds_count{hook="node-sync"} 0',
      'bootc_effect_failures_total{hook="rollout-sync"} 0',
      'bootc_registry_lookups_total{outcome="RateLimited"} 0',
      'bootc_registry_lookup_duration_seconds_count 0',
      'bootc_gate_questions_total{outcome="failed"} 0',
      'bootc_gate_question_seconds_count 0',
      `bootc_build_info{version="1.2.3",node_version="${process.version}"} 1`,
    ]) {
      assert.deepEqual(await linesOf(metrics, name), [name])
    }
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_'), [])
  })

  it('have exactly one phase of a pool, and follow it', async () => {
    const metrics = fresh()
    for (const phase of ['Progressing', 'Halted']) {
      seenPool(metrics, { phase })
      const lines = await linesOf(metrics, 'bootc_pool_phase')
      assert.deepEqual(
        lines.filter(line => line.endsWith(' 1')),
        [`bootc_pool_phase{pool="workers",phase="${phase}"} 1`],
      )
      assert.equal(lines.length, POOL_PHASE_NAMES.length)
    }
  })

  it('have the conditions of a pool, and lose one that goes', async () => {
    const metrics = fresh()
    seenPool(metrics, {
      phase: 'UpToDate',
      conditions: [condition('Degraded', 'True'), condition('PullSecretReady', 'False')],
    })
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_condition'), [
      'bootc_pool_condition{pool="workers",condition="Degraded"} 1',
      'bootc_pool_condition{pool="workers",condition="PullSecretReady"} 0',
    ])
    seenPool(metrics, { phase: 'UpToDate', conditions: [condition('Degraded', 'False')] })
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_condition'), [
      'bootc_pool_condition{pool="workers",condition="Degraded"} 0',
    ])
  })

  it('have every phase of nodes, those without a node too', async () => {
    const metrics = fresh()
    seenRollout(metrics, [])
    const lines = await linesOf(metrics, 'bootc_pool_nodes{')
    assert.equal(lines.length, SHOWN_PHASE_NAMES.length)
    assert.ok(lines.includes('bootc_pool_nodes{pool="workers",phase="Staged"} 3'))
    assert.ok(lines.includes('bootc_pool_nodes{pool="workers",phase="Rebooting"} 0'))
  })

  it('have the slots of a pool, and the drains that are blocked', async () => {
    const metrics = fresh()
    seenRollout(metrics, [aMember('n1', marked('1', 'a', 'Blocked')), aMember('n2', marked('2', 'a')), aMember('n3')])
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_slots'), ['bootc_pool_slots_used{pool="workers"} 2'])
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_drains'), ['bootc_pool_drains_blocked{pool="workers"} 1'])
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_max'), ['bootc_pool_max_unavailable_nodes{pool="workers"} 2'])
  })

  it('count the nodes that came up and are not well', async () => {
    const metrics = fresh()
    const unwell = 'bootc_pool_nodes_unwell{pool="workers"}'
    seenRollout(metrics, [aMember('n1')])
    assert.deepEqual(await linesOf(metrics, unwell), [`${unwell} 0`])
    const because = ['unit chronyd.service is failed']
    const status = { unwell: [{ node: 'n1', since: '2026-01-01T00:00:00Z', because }] }
    metrics.rolloutAnswered({ pool: 'workers', maxUnavailable: aCount(2), gates: [], updates: [] }, answer(status))
    assert.deepEqual(await linesOf(metrics, unwell), [`${unwell} 1`])
  })

  it('have a closed window while the pool waits for the next one', async () => {
    const metrics = fresh()
    seenPool(metrics, { phase: 'Progressing', nextWindow: '2026-01-03T00:00:00Z' })
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_window_open'), ['bootc_pool_window_open{pool="workers"} 0'])
  })

  it('have each gate of a pool, closed or not, and lose one that is taken out', async () => {
    const metrics = fresh()
    const seen = (gates: ReadonlyArray<string>, closed: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
      const updates: ReadonlyArray<BootcNodeUpdate> = []
      const status = { gates: closed.map(id => ({ id, since: '2026-01-01T00:00:00Z', message: 'm' })) }
      metrics.rolloutAnswered({ pool: 'workers', maxUnavailable: aCount(2), gates, updates }, answer(status))
      return linesOf(metrics, 'bootc_pool_gate_closed')
    }
    const line = (gate: string, value: number): string =>
      `bootc_pool_gate_closed{pool="workers",gate="${gate}"} ${value}`
    assert.deepEqual(await seen(['alerts', 'etcd'], ['etcd']), [line('alerts', 0), line('etcd', 1)])
    assert.deepEqual(await seen(['alerts'], []), [line('alerts', 0)])
    metrics.poolAnswered('workers', true, answer({}))
    assert.deepEqual(await linesOf(metrics, 'bootc_pool_gate_closed'), [])
  })

  const goes = [
    { how: 'is being deleted', go: (metrics: Metrics) => metrics.poolAnswered('workers', true, answer({})) },
    { how: 'no sync has told of for long', go: () => pass(101) },
  ]
  for (const { how, go } of goes) {
    it(`have nothing of a pool that ${how}`, async () => {
      const metrics = fresh()
      seenPool(metrics, { phase: 'UpToDate', conditions: [condition('Degraded', 'False')] })
      seenRollout(metrics, [aMember('n1')])
      assert.notDeepEqual((await metrics.text()).match(/"workers"/), null)
      go(metrics)
      assert.deepEqual((await metrics.text()).match(/"workers"/), null)
    })
  }

  describe('of every node', () => {
    const info = (node: string, digest: string, more = ''): string =>
      `bootc_node_info{pool="workers",node="${node}",image="registry.example/os@${digest}",${more}} 1`
    const updates = {
      n1: anUpdate('n1', reporting({ bootcVersion: '1.16.9', backend: 'SealedComposefs' })),
      n2: anUpdate('n2', reporting({ booted: { image: 'registry.example/os:v1', digest: OLD, version: '1' } })),
      n3: anUpdate('n3', silent),
    }

    it('are there where they are wanted, and are what the nodes run now', async () => {
      const metrics = createMetrics({ version: '1.2.3', now: () => time, nodeInfo: true })
      seenRollout(metrics, [], updates)
      const before = [
        info('n1', OLD, 'version="",bootc="1.16.9",backend="SealedComposefs"'),
        info('n2', OLD, 'version="1",bootc="",backend=""').replace('@', ':v1@'),
      ]
      assert.deepEqual(await linesOf(metrics, 'bootc_node_info'), before)
      const updated = anUpdate('n1', running(NEW), reporting({ bootcVersion: '1.17.5', backend: 'SealedComposefs' }))
      seenRollout(metrics, [], { n1: updated })
      const after = [info('n1', NEW, 'version="",bootc="1.17.5",backend="SealedComposefs"')]
      assert.deepEqual(await linesOf(metrics, 'bootc_node_info'), after)
      metrics.poolAnswered('workers', true, answer({}))
      assert.deepEqual(await linesOf(metrics, 'bootc_node_info'), [])
    })
    it('are not there by default, and nodes with an unsafe bootc are counted', async () => {
      const metrics = fresh()
      seenRollout(metrics, [], updates)
      assert.deepEqual(await linesOf(metrics, 'bootc_node_info'), [])
      const unsafe = 'bootc_pool_unsafe_bootc_nodes{pool="workers"}'
      assert.deepEqual(await linesOf(metrics, unsafe), [`${unsafe} 1`])
      seenRollout(metrics, [], { n2: updates.n2 })
      assert.deepEqual(await linesOf(metrics, unsafe), [`${unsafe} 0`])
    })
  })

  it('keep a pool that is synced every 30 s', async () => {
    const metrics = fresh()
    for (let sync = 0; sync < 10; sync += 1) {
      seenPool(metrics)
      pass(30)
      assert.equal((await linesOf(metrics, 'bootc_pool_window_open')).length, 1)
    }
  })
})

describe('the time that a node took', () => {
  const member = aMember('n1')
  const rebooted = (mark: string, finishedAt: string): BootcNodeUpdate =>
    anUpdate(
      'n1',
      rebootOrder(mark),
      reporting({ attempt: { key: 'bbbbbbbbbbbb', digest: NEW, outcome: 'Succeeded', finishedAt } }),
    )
  const reboots = async (metrics: Metrics): Promise<string | undefined> =>
    (await linesOf(metrics, 'bootc_node_reboot_duration_seconds_count'))[0]?.split(' ')[1]

  it('is counted once, however often it is seen', async () => {
    const metrics = fresh()
    for (let sync = 0; sync < 3; sync += 1)
      seenRollout(metrics, [member], { n1: rebooted('90', '2026-01-02T00:02:00Z') })
    seenRollout(metrics, [member], { n1: anUpdate('n1') })
    seenRollout(metrics, [member], { n1: rebooted('90', '2026-01-02T00:02:00Z') })
    assert.equal(await reboots(metrics), '1')
    assert.deepEqual(await linesOf(metrics, 'bootc_node_reboot_duration_seconds_sum'), [
      'bootc_node_reboot_duration_seconds_sum{pool="workers"} 120',
    ])
  })

  it('is counted again under the next mark', async () => {
    const metrics = fresh()
    seenRollout(metrics, [member], { n1: rebooted('90', '2026-01-02T00:02:00Z') })
    seenRollout(metrics, [member], { n1: rebooted('95', '2026-01-02T00:12:00Z') })
    assert.equal(await reboots(metrics), '2')
  })

  it('is not counted when it ended before this process began', async () => {
    const metrics = fresh()
    const before = ordering({ since: '2026-01-01T23:58:00Z' })(rebooted('90', '2026-01-01T23:59:00Z'))
    seenRollout(metrics, [member], { n1: before })
    assert.equal(await reboots(metrics), '0')
  })
})
