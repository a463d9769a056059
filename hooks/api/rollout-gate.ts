import * as t from 'io-ts'

/** `url` or `secretRef`, never both. */
const PrometheusGate = t.intersection(
  [
    t.type({ query: t.string }),
    t.partial({
      url: t.string,
      /** A Secret of type node.bootc.dev/prometheus in the operator's namespace, with `url`, `token` and `ca.crt`. */
      secretRef: t.type({ name: t.string }),
    }),
  ],
  'PrometheusGate',
)

/** A question that must be answered well before a node may start; `rollout.gates` of a pool. */
export const RolloutGate = t.type({ id: t.string, prometheus: PrometheusGate }, 'RolloutGate')
export interface RolloutGate extends t.TypeOf<typeof RolloutGate> {}
