import { tell } from '../../simulate/story'
import { POOL_STATES, type PoolState } from '../../states/pool-states'
import { seriesOf } from '../../states/state-series'
import { promtoolWithRules } from './promtool'
import { alertRules } from './rules'

/** A day, as often as Prometheus looks in this test. */
const EVERY_MINUTES = 5
const SAMPLES = (24 * 60) / EVERY_MINUTES

/** What else Prometheus has while the operator works and Metacontroller calls it. */
const AT_WORK = [{ series: 'bootc_hook_requests_total{hook="node-sync",code="200"}', values: `0+5x${SAMPLES}` }]

const severityOf = (alert: string): string =>
  alertRules().find(({ alert: name }) => name === alert)?.labels.severity ?? 'unknown'

/** The pool stays in the state for a day; all that fires then is listed, and nothing else. */
const dayIn = async ({ telling, alerts }: PoolState): Promise<object> => {
  const told = telling()
  await tell(told)
  const series = (await seriesOf(told.world)).map(([name, value]) => ({ series: name, values: `${value}x${SAMPLES}` }))
  const firing = [...alerts].sort().map(alert => ({
    labels: `{alertname="${alert}", pool="workers", severity="${severityOf(alert)}"}`,
    value: 1,
  }))
  return {
    interval: `${EVERY_MINUTES}m`,
    input_series: [...AT_WORK, ...series],
    promql_expr_test: [
      {
        expr: 'max by (alertname, pool, severity) (ALERTS{alertstate="firing"})',
        eval_time: '24h',
        exp_samples: firing,
      },
    ],
  }
}

describe('a pool that stays in a state for a day', function () {
  this.timeout(300_000) // The first run fetches Prometheus.
  const { test } = promtoolWithRules()

  for (const state of POOL_STATES) {
    it(`has as alerts in the state ${state.title}: ${state.alerts.join(', ') || 'none'}`, async () =>
      test(await dayIn(state), `${EVERY_MINUTES}m`))
  }
})
