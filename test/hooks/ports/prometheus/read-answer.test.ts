import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type PrometheusAnswer, saysAllIsWell } from '../../../../hooks/ports/prometheus'
import { readAnswer } from '../../../../hooks/ports/prometheus/read-answer'
import { asJson } from '../../../support/as-json'
import { RECORDED, type Recorded, vectorOf } from './recorded'

const read = ({ status, body }: Recorded): PrometheusAnswer => readAnswer(status, Buffer.from(body))
const etcd = (n: number) => [{ __name__: 'etcd_server_has_leader', job: 'etcd', instance: `10.0.0.${n}` }, '0'] as const
const unanswered = (why: string): PrometheusAnswer => ({ kind: 'unanswered', why })

describe('an answer of Prometheus', () => {
  const cases: ReadonlyArray<readonly [string, Recorded, PrometheusAnswer]> = [
    [
      'names the alerts that fire',
      RECORDED.alerts,
      { kind: 'vector', count: 2, alerts: true, first: ['CephHealthWarning', 'KubeletDown (node=node-3)'] },
    ],
    ['is an empty vector', RECORDED.nothing, { kind: 'vector', count: 0, alerts: false, first: [] }],
    ['is a series without labels', RECORDED.oneSeries, { kind: 'vector', count: 1, alerts: false, first: ['{} +Inf'] }],
    [
      'names the first of many series, whatever their order',
      vectorOf([etcd(4), etcd(2), etcd(3), etcd(1)]),
      {
        kind: 'vector',
        count: 4,
        alerts: false,
        first: [1, 2, 3].map(n => `etcd_server_has_leader{instance="10.0.0.${n}", job="etcd"} 0`),
      },
    ],
    [
      'is none of alerts when one series is none',
      vectorOf([
        [{ alertname: 'A' }, '1'],
        [{ job: 'b' }, '2'],
      ]),
      { kind: 'vector', count: 2, alerts: false, first: ['{alertname="A"} 1', '{job="b"} 2'] },
    ],
    [
      // https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview: "warnings", beside the data.
      'has a warning that data may be missing, as of a Thanos whose store does not answer',
      vectorOf([], { warnings: ['No StoreAPIs matched for this query'] }),
      { kind: 'vector', count: 0, alerts: false, first: [], warning: 'No StoreAPIs matched for this query' },
    ],
    ['is no vector but a matrix', RECORDED.matrix, { kind: 'no-vector' }],
    ['is no vector but a scalar', RECORDED.scalar, { kind: 'no-vector' }],
    ['is no vector but a string', RECORDED.string, { kind: 'no-vector' }],
    [
      'refuses a query that it cannot read',
      RECORDED.badData,
      {
        kind: 'refuses-query',
        error: 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces',
      },
    ],
    [
      'refuses a query that it cannot execute',
      RECORDED.execution,
      { kind: 'refuses-query', error: 'invalid regular expression in label_replace(): (' },
    ],
    [
      // errorType "timeout" of the API's source (web/api/v1/api.go), which goes with 503.
      'says that it cannot now',
      {
        status: 503,
        body: '{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}',
      },
      unanswered('Prometheus says: query timed out in expression evaluation'),
    ],
    ['refuses the operator', { status: 403, body: 'forbidden: token abc' }, { kind: 'refuses-us', status: 403 }],
    ['asks for a log-in', { status: 401, body: RECORDED.nothing.body }, { kind: 'refuses-us', status: 401 }],
    ['redirects', RECORDED.redirect, unanswered('it redirects (HTTP status 302), and no redirect is followed')],
    ['is of another server', RECORDED.notFound, unanswered('what answers with HTTP status 404 is no Prometheus')],
    ['is a page', { status: 200, body: '<html>secret</html>' }, unanswered('its answer is no JSON')],
    [
      'is JSON of something else',
      { status: 200, body: '{"AccessKeyId":"AKIA"}' },
      unanswered('what answers with HTTP status 200 is no Prometheus'),
    ],
    [
      'is an empty vector under a status that is no success',
      { status: 500, body: RECORDED.nothing.body },
      unanswered('what answers with HTTP status 500 is no Prometheus'),
    ],
    [
      'is a vector of what are no series',
      { status: 200, body: '{"status":"success","data":{"resultType":"vector","result":[7]}}' },
      unanswered('what answers with HTTP status 200 is no Prometheus'),
    ],
    [
      'is a vector that is no list',
      { status: 200, body: '{"status":"success","data":{"resultType":"vector","result":null}}' },
      unanswered('what answers with HTTP status 200 is no Prometheus'),
    ],
    [
      'nests too deeply',
      { status: 200, body: '['.repeat(5000) },
      unanswered('its answer nests deeper than 100 levels'),
    ],
  ]
  for (const [title, recorded, want] of cases) it(title, () => assert.deepEqual(asJson(read(recorded)), asJson(want)))

  it('says that all is well as an empty vector of a success without warnings, and in no other way', () => {
    assert.ok(saysAllIsWell(read(RECORDED.nothing)))
    const others = cases.filter(([title]) => title !== 'is an empty vector')
    assert.deepEqual(
      others.filter(([, recorded]) => saysAllIsWell(read(recorded))).map(([title]) => title),
      [],
    )
  })

  it('is shown clean and short, whatever its labels and values hold', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('\u001b[31mred\u202e\nline'))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.dictionary(text, text), text), { maxLength: 4 }), series => {
        const answer = read(vectorOf(series))
        if (answer.kind !== 'vector') return assert.equal(answer.kind, 'unanswered')
        assert.ok(answer.first.length <= 3)
        for (const shown of answer.first) {
          assert.ok([...shown].length <= 120, shown)
          assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        }
      }),
      { numRuns: 40 },
    )
  })
})
