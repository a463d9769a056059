import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type PrometheusAnswer, type PrometheusQuestion, saysAllIsWell } from '../../../hooks/ports/prometheus'
import { httpPrometheus } from '../../../hooks/ports/prometheus/http-prometheus'
import type { Keys } from '../../../testbed/registry/scripted-registry'
import { keepLogsOfFailures } from '../support/keep-logs'
import { until } from '../support/views'
import { type Alarm, type Front, loopbackKeys, proxyTo, startAlarm, startFront } from './alarm'

const root = join(__dirname, '../../..')

interface Crd {
  readonly spec: { readonly versions: ReadonlyArray<{ readonly schema: { readonly openAPIV3Schema: object } }> }
}

/** The value of `default` of a field, by its path of property names. */
const defaultOf = (crd: Crd, path: ReadonlyArray<string>): string => {
  let schema = crd.spec.versions[0]?.schema.openAPIV3Schema as Record<string, never>
  for (const name of path) schema = (name === '[]' ? schema['items'] : schema['properties']?.[name]) ?? {}
  return schema['default'] ?? ''
}

const CRD: Crd = parse(readFileSync(join(root, 'manifests/crds/bootcnodepools.yaml'), 'utf8'))
const DEFAULT_QUERY = defaultOf(CRD, ['spec', 'rollout', 'gates', '[]', 'prometheus', 'query'])

/** The queries that docs/gates.md has in its table. */
const documented = [...readFileSync(join(root, 'docs/gates.md'), 'utf8').matchAll(/^\|.*\| `(.+)` \|$/gm)].map(
  ([, query = '']) => query.replaceAll('\\|', '|'),
)

describe('a real Prometheus that gates ask', function () {
  this.timeout(300_000) // The first run fetches Prometheus.
  const dir = mkdtempSync(join(tmpdir(), 'bootc-gates-'))
  const fronts: Front[] = []
  let alarm: Alarm
  let keys: Keys
  let ca = ''

  before(async () => {
    alarm = await startAlarm(join(dir, 'prometheus'))
    const made = await loopbackKeys(join(dir, 'tls'))
    ca = made.ca
    keys = made.keys
  })
  after(async function () {
    for (const { stop } of fronts) stop()
    await alarm?.stop()
    keepLogsOfFailures(this.test, dir)
  })

  const front = async (started: Promise<Front>): Promise<Front> => {
    const it = await started
    fronts.push(it)
    return it
  }
  const ask = (question: Partial<PrometheusQuestion> = {}, mayAskLoopback = true): Promise<PrometheusAnswer> =>
    httpPrometheus({ mayAskLoopback }).ask({ url: alarm.prometheus.url, query: DEFAULT_QUERY, ...question })
  const untilAnswers = (what: string, is: (answer: PrometheusAnswer) => boolean): Promise<PrometheusAnswer> =>
    until(what, async () => [await ask()].find(is), { seconds: 240, shown: async () => JSON.stringify(await ask()) })
  const whyOf = (answer: PrometheusAnswer): string => (answer.kind === 'unanswered' ? answer.why : answer.kind)

  it('says that all is well while only our own alerts, and those without severity for anybody, fire', async () => {
    await until(
      'its own alerts to fire',
      async () => ((await alarm.prometheus.firing()).length === 3 ? true : undefined),
      {
        seconds: 240,
      },
    )
    assert.ok(saysAllIsWell(await untilAnswers('a scrape', saysAllIsWell)))
  })

  it('names the alert that fires, and where', async () => {
    alarm.sound(true)
    const answer = await untilAnswers(
      'the alert to fire',
      ({ kind, ...rest }) => kind === 'vector' && !saysAllIsWell({ kind, ...rest } as PrometheusAnswer),
    )
    assert.deepEqual(
      { ...answer, warning: undefined },
      { kind: 'vector', count: 1, alerts: true, first: ['KubeletDown (node=node-3)'], warning: undefined },
    )
  })

  it('says that all is well once the alert is resolved', async () => {
    alarm.sound(false)
    await untilAnswers('the alert to be resolved', saysAllIsWell)
  })

  it('refuses what is no PromQL, with the place of the error', async () => {
    const answer = await ask({ query: 'up{' })
    assert.equal(answer.kind, 'refuses-query')
    assert.match(answer.kind === 'refuses-query' ? answer.error : '', /parse error/)
  })

  for (const query of documented) {
    it(`reads the documented query ${query}`, async () => {
      const { kind } = await ask({ query })
      assert.equal(kind, 'vector')
    })
  }

  it('is asked over TLS with ca.crt, and with its token', async () => {
    const { url, asked } = await front(proxyTo(alarm.prometheus.url, keys, 'abc'))
    const query = 'vector(0) > 1'
    assert.ok(saysAllIsWell(await ask({ url, query, ca, token: 'abc' })))
    assert.deepEqual(await ask({ url, query, ca, token: 'xyz' }), { kind: 'refuses-us', status: 401 })
    assert.deepEqual(await ask({ url, query, ca }), { kind: 'refuses-us', status: 401 })
    const before = asked()
    assert.match(whyOf(await ask({ url, query, token: 'abc' })), /certificate is not trusted/)
    assert.equal(asked(), before)
  })

  it('is not looked for behind a redirect', async () => {
    const { url } = await front(
      startFront(({ url: path = '' }, response) =>
        response.writeHead(307, { location: `${alarm.prometheus.url}${path}` }).end(),
      ),
    )
    assert.match(whyOf(await ask({ url })), /^it redirects \(HTTP status 307\)/)
  })

  it('is not read beyond 1 MiB', async () => {
    const query = 'label_replace(vector(1), "long", "x", "", "")'
    const { url } = await front(
      startFront((_, response) => {
        const metric = { long: 'x'.repeat(1000) }
        const result = Array.from({ length: 2000 }, () => ({ metric, value: [1796039324.135, '1'] }))
        response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
      }),
    )
    assert.match(whyOf(await ask({ url, query })), /longer than 1 MiB/)
  })

  for (const host of ['127.0.0.1', 'localhost', '169.254.169.254', '[::ffff:127.0.0.1]']) {
    it(`is not asked at ${host} by an operator that was not told to`, async () => {
      const { port } = new URL(alarm.prometheus.url)
      assert.match(whyOf(await ask({ url: `http://${host}:${port}` }, false)), /loopback, link-local/)
    })
  }

  it('is no answer once it is stopped', async () => {
    await alarm.prometheus.stop()
    assert.match(whyOf(await ask()), /^it refuses connections \(ECONNREFUSED\)$/)
  })
})
