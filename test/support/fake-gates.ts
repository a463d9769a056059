import type { Secret } from '../../hooks/api/secret'
import type { Prometheus, PrometheusAnswer } from '../../hooks/ports/prometheus'
import { PROMETHEUS_SECRET_TYPE } from '../../hooks/rollout-sync/decide/gate-secret'
import type { RolloutSyncPorts } from '../../hooks/rollout-sync/sync'

/** Of a pool without gates: nothing is asked. */
export const noGates: RolloutSyncPorts['gates'] = {
  queries: {
    ask: () => {
      throw new Error('nobody was to ask Prometheus')
    },
  },
  namespace: 'bootc-operator',
}

/** The Secret of a Prometheus with that data. */
export const prometheusSecret = (
  data: Readonly<Record<string, string>>,
  type: string = PROMETHEUS_SECRET_TYPE,
): Secret => ({
  metadata: { name: 'prom', uid: 'u1', resourceVersion: '7' },
  type,
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
})

/** An empty vector. */
export const ALL_IS_WELL: PrometheusAnswer = { kind: 'vector', count: 0, alerts: false, first: [] }

/** Alerts of these names. */
export const alertsFire = (...names: ReadonlyArray<string>): PrometheusAnswer =>
  names.length === 0 ? ALL_IS_WELL : { kind: 'vector', count: names.length, alerts: true, first: names.slice(0, 3) }

/** A Prometheus that answers every query so. */
export const prometheusThatSays = (answer: () => PrometheusAnswer): Prometheus => ({ ask: async () => answer() })
