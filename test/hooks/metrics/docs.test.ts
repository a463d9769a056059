import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMetrics } from '../../../hooks/metrics/metrics'

const docs = readFileSync(join(__dirname, '../../../docs/metrics.md'), 'utf8')

/** Name, type and help of each metric of ours, as Prometheus is told them. */
const metricsIn = (text: string): ReadonlyArray<string> => {
  const types = new Map([...text.matchAll(/^# TYPE (bootc_\w+) (\w+)$/gm)].map(([, name = '', type]) => [name, type]))
  return [...text.matchAll(/^# HELP (bootc_\w+) (.*)$/gm)].map(
    ([, name = '', help]) => `${name} ${types.get(name)}: ${help}`,
  )
}

const metricsInDocs = [...docs.matchAll(/^\| `(bootc_\w+)(?:\{[\w,]+\})?` \| (\w+) \| (.*) \|$/gm)].map(
  ([, name, type, help]) => `${name} ${type}: ${help}`,
)

describe('docs/metrics.md', () => {
  it('tells of every metric what Prometheus is told', async () => {
    const metrics = createMetrics({ version: '1.2.3', now: () => new Date('2026-01-01T00:00:00Z') })
    assert.deepEqual([...metricsInDocs].sort(), [...metricsIn(await metrics.text())].sort())
  })
})
