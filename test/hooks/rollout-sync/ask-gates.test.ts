import assert from 'node:assert/strict'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { RolloutGate } from '../../../hooks/api/rollout-gate'
import type { Secret } from '../../../hooks/api/secret'
import type { PrometheusAnswer, PrometheusQuestion } from '../../../hooks/ports/prometheus'
import { createPrometheusQueries, type PrometheusQueries } from '../../../hooks/ports/prometheus-queries'
import { aMember, being } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, running, staged } from '../../builders/an-update'
import type { Change } from '../../builders/change'
import { NEW } from '../../builders/digests'
import { ALL_IS_WELL, alertsFire, prometheusSecret } from '../../support/fake-gates'
import { NOW, type Scene, syncScene } from '../failures/one-sync'

const URL_GATE: RolloutGate = { id: 'alerts', prometheus: { url: 'http://prometheus:9090', query: 'ALERTS' } }
const SECRET_GATE: RolloutGate = {
  id: 'storage',
  prometheus: { secretRef: { name: 'prom' }, query: 'ceph_health_status > 0' },
}
const SECRET = prometheusSecret({ url: 'https://secret.example', token: 'abc' })

interface Asking extends Omit<Partial<Scene>, 'gates'> {
  readonly questions?: ReadonlyArray<RolloutGate>
  readonly answer?: (question: PrometheusQuestion) => Promise<PrometheusAnswer>
}

const rolloutWith = (
  gates: ReadonlyArray<RolloutGate>,
  ...changes: ReadonlyArray<Change<BootcRollout>>
): BootcRollout => aRollout(withSettings({ gates }), ...changes)

/** One sync of a pool of one node that could start; answers what was asked besides. */
const synced = async ({ questions = [URL_GATE], answer = async () => ALL_IS_WELL, ...scene }: Asking) => {
  const asked: PrometheusQuestion[] = []
  const queries: PrometheusQueries = createPrometheusQueries({
    prometheus: {
      ask: question => {
        asked.push(question)
        return answer(question)
      },
    },
    now: () => new Date(NOW),
    patienceMs: 20,
  })
  const outcome = await syncScene({
    nodes: [{ member: aMember('n1'), update: anUpdate('n1', staged()) }],
    rollout: rolloutWith(questions),
    ...scene,
    gates: { queries, namespace: 'bootc-operator' },
  })
  return { ...outcome, asked }
}

const MARKED = ['marks n1 and cordons it']
const readsSecret = (secret: Secret | 'missing' | 'forbidden') => ({ readSecret: async () => secret })

describe('gates of a node that could start', () => {
  it('let it start while all of them are open', async () => {
    const { did, status, asked } = await synced({
      questions: [URL_GATE, SECRET_GATE],
      cluster: readsSecret(SECRET),
    })
    assert.deepEqual(did, MARKED)
    assert.equal(status.gates, undefined)
    assert.deepEqual(
      asked.map(({ url, query, token }) => [url, query, token]),
      [
        ['http://prometheus:9090', 'ALERTS', undefined],
        ['https://secret.example', 'ceph_health_status > 0', 'abc'],
      ],
    )
  })

  it('keep it while one is closed, which is the message, with the reason and the time', async () => {
    const { did, status, again } = await synced({
      questions: [SECRET_GATE, URL_GATE],
      cluster: readsSecret(SECRET),
      answer: async ({ query }) => (query === 'ALERTS' ? alertsFire('KubeletDown') : ALL_IS_WELL),
    })
    assert.deepEqual(did, [])
    assert.equal(status.reason, 'GateClosed')
    assert.equal(status.phase, 'Progressing')
    assert.match(
      status.message ?? '',
      /; gate alerts is closed since 2026-01-02T00:15:00Z: 1 alert fires: KubeletDown$/,
    )
    assert.deepEqual(status.gates, [
      { id: 'alerts', since: '2026-01-02T00:15:00Z', message: '1 alert fires: KubeletDown' },
    ])
    assert.equal(again, 15)
  })

  it('are all asked at once, and the first that is closed is the message', async () => {
    const { status, asked } = await synced({
      questions: [URL_GATE, { ...URL_GATE, id: 'etcd', prometheus: { ...URL_GATE.prometheus, query: 'etcd' } }],
      answer: async ({ query }) => alertsFire(query),
    })
    assert.equal(asked.length, 2)
    assert.deepEqual(
      status.gates?.map(({ id }) => id),
      ['alerts', 'etcd'],
    )
    assert.match(status.message ?? '', /; gate alerts is closed since [^;]*: 1 alert fires: ALERTS$/)
  })

  it('are closed since they were first closed', async () => {
    const before = [{ id: 'alerts', since: '2026-01-01T20:00:00Z', message: 'another' }]
    const rollout = { ...rolloutWith([URL_GATE]), status: { gates: before } }
    const { status } = await synced({ rollout, answer: async () => alertsFire('KubeletDown') })
    assert.deepEqual(status.gates, [
      { id: 'alerts', since: '2026-01-01T20:00:00Z', message: '1 alert fires: KubeletDown' },
    ])
  })

  it('keep their words while values alone change, so that nothing is written', async () => {
    const valued = (value: string): PrometheusAnswer => ({
      kind: 'vector',
      count: 1,
      alerts: false,
      first: [`queue_length{} ${value}`],
    })
    const rollout = rolloutWith([URL_GATE])
    const first = await synced({ rollout, answer: async () => valued('4') })
    // Later than what `coalesce` holds back for other reasons.
    const later = { rollout: { ...rollout, status: first.status }, now: '2026-01-02T00:25:00.000Z' }
    const next = await synced({ ...later, answer: async () => valued('5') })
    assert.deepEqual(next.status, first.status)
    assert.match(next.status.message ?? '', /: the query returns 1 series: queue_length\{\} 4$/)
  })

  it('are closed while there is no answer yet, and looked at again soon', async () => {
    const { did, status, again } = await synced({ answer: () => new Promise(() => {}) })
    assert.deepEqual(did, [])
    assert.match(
      status.message ?? '',
      /gate alerts is closed since [^;]*: no answer yet, asked at 2026-01-02T00:15:00Z$/,
    )
    assert.equal(again, 2)
  })

  const secrets: ReadonlyArray<readonly [string, Asking, string]> = [
    ['is not there', { cluster: readsSecret('missing') }, 'there is no Secret prom in bootc-operator'],
    [
      'is of another type',
      { cluster: readsSecret({ ...SECRET, type: 'Opaque' }) },
      'Secret prom in bootc-operator is not of type node.bootc.dev/prometheus',
    ],
    [
      'cannot be read for a moment',
      { cluster: { readSecret: () => Promise.reject(new Error('etcdserver: request timed out')) } },
      'Secret prom in bootc-operator cannot be read: etcdserver: request timed out',
    ],
  ]
  for (const [title, scene, message] of secrets) {
    it(`are closed when their Secret ${title}, and nobody is asked`, async () => {
      const { did, status, asked } = await synced({ questions: [SECRET_GATE], ...scene })
      assert.deepEqual([did, asked], [[], []])
      assert.deepEqual(status.gates, [{ id: 'storage', since: '2026-01-02T00:15:00Z', message }])
    })
  }

  it('show no token to a url of the pool, whatever Secret another gate has', async () => {
    const { asked } = await synced({ questions: [SECRET_GATE, URL_GATE], cluster: readsSecret(SECRET) })
    assert.deepEqual(
      asked.map(({ url, token }) => [url, token]),
      [
        ['http://prometheus:9090', undefined],
        ['https://secret.example', 'abc'],
      ],
    )
  })

  const closing = { answer: async () => alertsFire('KubeletDown') }
  const unasked: ReadonlyArray<readonly [string, Asking, ReadonlyArray<string>]> = [
    ['an urgent target', { rollout: rolloutWith([URL_GATE], withSpec({ urgent: true })) }, MARKED],
    ['a pool without gates', { rollout: rolloutWith([]) }, MARKED],
    ['a paused pool', { rollout: rolloutWith([URL_GATE], withSpec({ paused: true })) }, []],
    ['a pool that only stages', { rollout: rolloutWith([URL_GATE], withSettings({ strategy: 'StageOnly' })) }, []],
    [
      'a pool outside its windows',
      {
        rollout: rolloutWith(
          [URL_GATE],
          withSettings({ maintenanceWindows: [{ start: '0 12 * * *', duration: '1h', timeZone: 'UTC' }] }),
        ),
      },
      [],
    ],
    [
      'a pool whose slots are in use',
      {
        nodes: [
          { member: aMember('n1'), update: anUpdate('n1', staged()) },
          { member: aMember('n2', being({ ready: false })), update: anUpdate('n2', running(NEW)) },
        ],
      },
      [],
    ],
    ['a pool at rest', { nodes: [{ member: aMember('n1'), update: anUpdate('n1', running(NEW)) }] }, []],
  ]
  for (const [title, scene, want] of unasked) {
    it(`are not asked for ${title}`, async () => {
      const { did, asked, status } = await synced({ ...closing, ...scene })
      assert.deepEqual([did, asked, status.gates], [want, [], undefined])
    })
  }
})
