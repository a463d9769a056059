/** Status and body of an answer. */
export interface Recorded {
  readonly status: number
  readonly body: string
}

const ok = (body: string): Recorded => ({ status: 200, body })

/**
 * What Debian's Prometheus 2.42.0+ds-5+deb12u1 answered on 2026-11-30 to GET /api/v1/query, with rules whose alerts fire always:
 * `{alert: KubeletDown, labels: {severity: critical, node: node-3}}`, `{alert: CephHealthWarning, labels: {severity: warning}}`.
 */
export const RECORDED = {
  /** ALERTS{alertstate="firing",severity!~"none|info",alertname!~"Bootc.+"} */
  alerts: ok(
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"ALERTS","alertname":"CephHealthWarning","alertstate":"firing","severity":"warning"},"value":[1796039324.135,"1"]},{"metric":{"__name__":"ALERTS","alertname":"KubeletDown","alertstate":"firing","node":"node-3","severity":"critical"},"value":[1796039324.135,"1"]}]}}',
  ),
  /** vector(0) > 1 */
  nothing: ok('{"status":"success","data":{"resultType":"vector","result":[]}}'),
  /** quantile(2, up) */
  oneSeries: ok(
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1796039324.445,"+Inf"]}]}}',
  ),
  /** up[5m] */
  matrix: ok('{"status":"success","data":{"resultType":"matrix","result":[]}}'),
  /** 1 */
  scalar: ok('{"status":"success","data":{"resultType":"scalar","result":[1796039324.302,"1"]}}'),
  /** "text" */
  string: ok('{"status":"success","data":{"resultType":"string","result":[1796039324.342,"text"]}}'),
  /** up{ */
  badData: {
    status: 400,
    body: '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:4: parse error: unexpected end of input inside braces"}',
  },
  /** label_replace(up,"a","$1","b","(") */
  execution: {
    status: 422,
    body: '{"status":"error","errorType":"execution","error":"invalid regular expression in label_replace(): ("}',
  },
  /** Of another path, /nix/api/v1/query. */
  notFound: { status: 404, body: '404 page not found\n' },
  /** Of /, with location: /classic/graph. */
  redirect: { status: 302, body: '<a href="/classic/graph">Found</a>.\n\n' },
} as const satisfies Readonly<Record<string, Recorded>>

/** An instant vector of these series, as the API gives it (https://prometheus.io/docs/prometheus/latest/querying/api/#instant-vectors). */
export const vectorOf = (
  series: ReadonlyArray<readonly [labels: Readonly<Record<string, string>>, value: string]>,
  besides: object = {},
): Recorded =>
  ok(
    JSON.stringify({
      status: 'success',
      data: {
        resultType: 'vector',
        result: series.map(([metric, value]) => ({ metric, value: [1796039324.135, value] })),
      },
      ...besides,
    }),
  )
