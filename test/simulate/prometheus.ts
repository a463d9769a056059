import type { Prometheus } from '../../hooks/ports/prometheus'
import { alertsFire } from '../support/fake-gates'

/** What a Prometheus knows: which alerts fire, why it cannot be asked, and since when it is one of both (ms since 1970); `asked` counts the questions. */
export interface Alerts {
  readonly firing: ReadonlyArray<string>
  readonly away?: string
  readonly closedSince?: number
  readonly asked: number
}

/** The one Prometheus of a world, whatever the url and the query. */
export const simulatedPrometheus = (worldNow: () => { alerts: Alerts }): Prometheus => ({
  ask: async () => {
    const world = worldNow()
    const { firing, away, asked } = world.alerts
    world.alerts = { ...world.alerts, asked: asked + 1 }
    return away === undefined ? alertsFire(...firing) : { kind: 'unanswered', why: away }
  },
})
