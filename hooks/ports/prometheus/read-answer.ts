import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { parseBounded } from '../../api/bounded-json'
import { cleanText } from '../../api/clean-text'
import { decodeWith } from '../../api/decode'
import type { PrometheusAnswer } from '../prometheus'
import { type InstantSeries, isAlert, shownSeries } from './shown-series'

/** Characters of an error or a warning of Prometheus. */
const MOST_ERROR = 300

/** https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview */
const Failed = t.type({ status: t.literal('error'), errorType: t.string, error: t.string }, 'Failed')
const Succeeded = t.intersection(
  [
    t.type({ status: t.literal('success'), data: t.type({ resultType: t.string, result: t.unknown }) }),
    t.partial({ warnings: t.readonlyArray(t.string) }),
  ],
  'Succeeded',
)
/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-vectors; `histogram` in place of `value` for native histograms. */
const Vector = t.readonlyArray(
  t.intersection([
    t.type({ metric: t.record(t.string, t.string) }),
    t.partial({ value: t.tuple([t.number, t.string]), histogram: t.tuple([t.number, t.unknown]) }),
  ]),
  'Vector',
)

/** Errors by which another query would help (errorType of the same page); the others are Prometheus' own. */
const OF_QUERY: ReadonlySet<string> = new Set(['bad_data', 'execution'])

const unanswered = (why: string): PrometheusAnswer => ({ kind: 'unanswered', why })

const isRedirect = (status: number): boolean => status >= 300 && status < 400

/** Nothing of a body that is no answer of Prometheus is shown: it may be of a service that others must not read. */
const withoutPrometheus = (status: number): PrometheusAnswer =>
  isRedirect(status)
    ? unanswered(`it redirects (HTTP status ${status}), and no redirect is followed`)
    : unanswered(`what answers with HTTP status ${status} is no Prometheus`)

const failed = ({ errorType, error }: t.TypeOf<typeof Failed>): PrometheusAnswer => {
  const text = cleanText(error, MOST_ERROR)
  return OF_QUERY.has(errorType) ? { kind: 'refuses-query', error: text } : unanswered(`Prometheus says: ${text}`)
}

const succeeded = ({ data, warnings = [] }: t.TypeOf<typeof Succeeded>): PrometheusAnswer => {
  if (data.resultType !== 'vector') return { kind: 'no-vector' }
  const vector = decodeWith(Vector)(data.result)
  if (E.isLeft(vector)) return withoutPrometheus(200)
  const series = vector.right.map(
    ({ metric, value }): InstantSeries => ({ labels: metric, value: value?.[1] ?? 'histogram' }),
  )
  const [warning] = warnings
  return {
    kind: 'vector',
    count: series.length,
    alerts: series.length > 0 && series.every(isAlert),
    first: shownSeries(series),
    warning: warning === undefined ? undefined : cleanText(warning, MOST_ERROR),
  }
}

/** What an answer of HTTP says, of whatever it is the answer. */
export const readAnswer = (status: number, body: Buffer): PrometheusAnswer => {
  if (status === 401 || status === 403) return { kind: 'refuses-us', status }
  if (isRedirect(status)) return withoutPrometheus(status)
  const parsed = parseBounded(body)
  if (E.isLeft(parsed)) return status === 200 ? unanswered(`its answer ${parsed.left}`) : withoutPrometheus(status)
  if (Failed.is(parsed.right)) return failed(parsed.right)
  return status === 200 && Succeeded.is(parsed.right) ? succeeded(parsed.right) : withoutPrometheus(status)
}
