import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MONITORING } from './rules'

export interface Panel {
  readonly title: string
  readonly expressions: ReadonlyArray<string>
}

interface Dashboard {
  readonly panels: ReadonlyArray<{ readonly title: string; readonly targets: ReadonlyArray<{ readonly expr: string }> }>
}

/** The panels, with Grafana's variables filled in: every pool, and a rate over `rateSeconds`. */
export const panels = (rateSeconds: number): ReadonlyArray<Panel> => {
  const dashboard: Dashboard = JSON.parse(readFileSync(join(MONITORING, 'dashboard.json'), 'utf8'))
  return dashboard.panels.map(({ title, targets }) => ({
    title,
    expressions: targets.map(({ expr }) =>
      expr.replaceAll('$__rate_interval', `${rateSeconds}s`).replaceAll('$pool', '.*'),
    ),
  }))
}
