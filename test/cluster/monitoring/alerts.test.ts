import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSeries } from '../../../hooks/metrics/series'
import { type AlertCase, FAULTS, QUIET, WELL } from './alert-cases'
import { promtoolWithRules } from './promtool'
import { alertRules } from './rules'

const docs = join(__dirname, '../../../docs')
const anchorOf = (alert: string): string => `/docs/runbooks.md#${alert.toLowerCase()}`

const inputs = (series: Readonly<Record<string, string>>) =>
  Object.entries(series).map(([name, values]) => ({ series: name, values }))

describe('the alerts', function () {
  this.timeout(300_000) // The first run fetches Prometheus.
  const { run, test } = promtoolWithRules()
  const check = (body: object, every = '1m'): Promise<void> => test(body, every)

  /** What promtool is to find: it compares every label and annotation, so they are filled in as Prometheus does. */
  const expected = ({ alert, labels }: AlertCase): ReadonlyArray<object> => {
    const rule = alertRules().find(({ alert: name }) => name === alert)
    if (rule === undefined) return []
    const value = 1
    const filled = (text: string): string =>
      text
        .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
        .replace(/\{\{ \$value \}\}/g, String(value))
    const { summary, description, runbook_url } = rule.annotations
    return [
      {
        exp_labels: { ...labels, ...rule.labels },
        exp_annotations: { summary: filled(summary), description, runbook_url },
      },
    ]
  }

  it('are of metrics that `promtool check metrics` finds nothing wrong with', async () => {
    const { register, stageSeconds, poolPhase } = createSeries('0.1.0')
    stageSeconds.observe({ pool: 'workers' }, 1)
    poolPhase.set({ pool: 'workers', phase: 'Staging' }, 1)
    const input = await register.metrics()
    const { code, stdout, stderr } = await run(['check', 'metrics'], input)
    assert.equal(stdout + stderr, '')
    assert.equal(code, 0)
    assert.match(input, /^nodejs_active_handles\{/m)
  })

  it('are rules that Prometheus reads', async () => {
    const { code, stdout, stderr } = await run(['check', 'rules', 'rules.yaml'])
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, new RegExp(`SUCCESS: ${alertRules().length} rules found`))
  })

  for (const fault of FAULTS) {
    it(`have ${fault.alert} fire when ${fault.what}, and not too soon`, () =>
      check(
        {
          interval: '1m',
          input_series: inputs(fault.series),
          alert_rule_test: [
            { eval_time: fault.quietAt, alertname: fault.alert, exp_alerts: [] },
            { eval_time: fault.firesAt, alertname: fault.alert, exp_alerts: expected(fault) },
          ],
        },
        fault.every,
      ))
  }

  for (const { what, series } of [{ what: 'all is well', series: WELL }, ...QUIET]) {
    it(`are quiet while ${what}`, () =>
      check({
        interval: '1m',
        input_series: inputs(series),
        alert_rule_test: alertRules().map(({ alert }) => ({ eval_time: '4h', alertname: alert, exp_alerts: [] })),
      }))
  }

  it('have a fault each that they were seen to fire in', () => {
    const covered = new Set(FAULTS.map(({ alert }) => alert))
    assert.deepEqual(
      alertRules().filter(({ alert }) => !covered.has(alert)),
      [],
    )
  })

  it('have a runbook each, and no runbook is for nothing', () => {
    const headings = [...readFileSync(join(docs, 'runbooks.md'), 'utf8').matchAll(/^## (Bootc\w+)$/gm)].map(
      ([, name]) => name,
    )
    assert.deepEqual(
      headings.sort(),
      alertRules()
        .map(({ alert }) => alert)
        .sort(),
    )
    for (const { alert, annotations } of alertRules()) {
      const { protocol, pathname, hash } = new URL(annotations.runbook_url)
      assert.equal(`${protocol} ${pathname}${hash}`, `https: ${anchorOf(alert)}`)
    }
  })
})
