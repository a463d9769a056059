import assert from 'node:assert/strict'
import type { PrometheusAnswer } from '../../../hooks/ports/prometheus'
import type { KnownAnswer } from '../../../hooks/ports/prometheus-queries'
import { closedBecause } from '../../../hooks/rollout-sync/decide/closed-because'

const NOW = new Date('2026-01-02T00:00:10Z')
const AT = NOW.getTime() - 5000
const vector = (count: number, alerts: boolean, first: ReadonlyArray<string>): PrometheusAnswer => ({
  kind: 'vector',
  count,
  alerts,
  first,
})
const WELL = vector(0, false, [])
const FIRES = vector(1, true, ['KubeletDown (node=node-3)'])
const fresh = (answer: PrometheusAnswer): KnownAnswer => ({ last: { answer, at: AT } })
const because = (known: KnownAnswer, secret?: string): string | undefined => closedBecause(known, { secret, now: NOW })

describe('a gate is closed', () => {
  const cases: ReadonlyArray<readonly [string, KnownAnswer, string | undefined, string?]> = [
    ['not by an empty vector', fresh(WELL), undefined],
    ['by an alert that fires', fresh(FIRES), '1 alert fires: KubeletDown (node=node-3)'],
    [
      'by alerts that fire, of which the first are named',
      fresh(vector(5, true, ['A', 'B', 'C (node=n1)'])),
      '5 alerts fire: A, B, C (node=n1) and 2 more',
    ],
    [
      'by series of a query',
      fresh(vector(4, false, ['{job="etcd"} 1', '{job="x"} 2', '{job="y"} 3'])),
      'the query returns 4 series: {job="etcd"} 1, {job="x"} 2, {job="y"} 3 and 1 more',
    ],
    [
      'by an answer that may lack data',
      fresh({ kind: 'vector', count: 0, alerts: false, first: [], warning: 'a store is away' }),
      'the answer may be incomplete: a store is away',
    ],
    ['by a scalar or a string', fresh({ kind: 'no-vector' }), 'the query must return a vector'],
    [
      'by a query that Prometheus refuses',
      fresh({ kind: 'refuses-query', error: '1:4: parse error' }),
      'Prometheus refuses the query: 1:4: parse error',
    ],
    [
      'by a token that Prometheus refuses',
      fresh({ kind: 'refuses-us', status: 403 }),
      'Prometheus refuses us (403): look at the token in Secret prom',
      'prom',
    ],
    [
      'by a Prometheus that asks for a token where there is none',
      fresh({ kind: 'refuses-us', status: 401 }),
      'Prometheus refuses us (401): put url and token into a Secret, and name it in secretRef',
    ],
    [
      'by a Prometheus that cannot be asked',
      fresh({ kind: 'unanswered', why: 'it refuses connections (ECONNREFUSED)' }),
      'it cannot be asked: it refuses connections (ECONNREFUSED); nothing starts without an answer',
    ],
    [
      'while there is no answer yet',
      { awaitedSince: NOW.getTime() - 2000 },
      'no answer yet, asked at 2026-01-02T00:00:08Z',
    ],
    [
      'while the answer that all was well is old and another one is awaited',
      { last: { answer: WELL, at: AT - 20_000 }, awaitedSince: NOW.getTime() - 2000 },
      'no answer yet, asked at 2026-01-02T00:00:08Z',
    ],
    [
      'for the same reason while another answer is awaited',
      { last: { answer: FIRES, at: AT - 20_000 }, awaitedSince: NOW.getTime() - 2000 },
      '1 alert fires: KubeletDown (node=node-3)',
    ],
    [
      'for no reason of long ago while another answer is awaited',
      { last: { answer: FIRES, at: AT - 3_600_000 }, awaitedSince: NOW.getTime() - 2000 },
      'no answer yet, asked at 2026-01-02T00:00:08Z',
    ],
    ['where nothing is known at all', {}, 'no answer yet, asked at 2026-01-02T00:00:10Z'],
  ]
  for (const [title, known, want, secret] of cases) it(title, () => assert.equal(because(known, secret), want))

  it('for a reason of at most 300 characters, of which the remedy is one', () => {
    const why = because(fresh({ kind: 'unanswered', why: 'x'.repeat(1000) })) ?? ''
    assert.ok(why.length <= 300)
    assert.match(why, /; nothing starts without an answer$/)
    const long = because(fresh(vector(3, false, ['y'.repeat(120), 'y'.repeat(120), 'y'.repeat(120)]))) ?? ''
    assert.equal(long.length, 300)
  })
})
