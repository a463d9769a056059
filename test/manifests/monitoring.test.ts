import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const root = join(__dirname, '../..')
const text = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Panel {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: ReadonlyArray<{ readonly expr: string }>
}

const panels: ReadonlyArray<Panel> = JSON.parse(text('manifests/monitoring/dashboard.json')).panels
const documented = new Set([...text('docs/metrics.md').matchAll(/^\| `(\w+)/gm)].map(([, name]) => name))

/** Names of our metrics in an expression, without what histograms add to theirs. */
const metricsIn = (expression: string): ReadonlyArray<string> =>
  [...expression.matchAll(/\bbootc_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))

const overlap = ({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

describe('the manifests for monitoring', () => {
  it('select the pod of the operator, and ports that it has', () => {
    const { spec: monitor } = parse(text('manifests/monitoring/pod-monitor.yaml'))
    const { template } = parse(text('manifests/operator/deployment.yaml')).spec
    for (const [label, value] of Object.entries(monitor.selector.matchLabels)) {
      assert.equal(template.metadata.labels[label], value)
    }
    const ports = template.spec.containers.flatMap((container: { ports: ReadonlyArray<{ name: string }> }) =>
      container.ports.map(({ name }) => name),
    )
    for (const { port } of monitor.podMetricsEndpoints) assert.ok(ports.includes(port), port)
  })

  for (const file of ['manifests/monitoring/dashboard.json', 'manifests/monitoring/prometheus-rule.yaml']) {
    it(`ask for metrics that there are: ${file}`, () => {
      const names = metricsIn(text(file)).filter(name => name !== 'bootc_operator')
      assert.ok(names.length > 0)
      assert.deepEqual(
        names.filter(name => !documented.has(name)),
        [],
      )
    })
  }

  it('lay panels side by side, each with an id, a title and a description of its own', () => {
    for (const key of ['id', 'title', 'description'] as const) {
      assert.equal(new Set(panels.map(panel => panel[key])).size, panels.length, key)
    }
    const overlapping = panels.flatMap((panel, at) => panels.slice(at + 1).filter(other => overlap(panel, other)))
    assert.deepEqual(overlapping, [])
  })

  it('show every metric in some panel', () => {
    const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr))))
    assert.deepEqual(
      [...documented].filter(name => name !== undefined && !shown.has(name)),
      [],
    )
  })
})
