import type { Alerts } from '../prometheus'
import type { World } from '../world'
import type { Fault } from './fault'
import { edited, rollout } from './spec-faults'

/** What the gates of random rollouts ask. */
export const GATE = {
  id: 'alerts',
  prometheus: { url: 'http://prometheus.monitoring:9090', query: 'ALERTS{alertstate="firing"}' },
}

/** Since when a gate is closed stands, whatever closes it then. Until it was asked nobody can know that it was open before. */
export const setAlerts = (world: World, { firing = [], away }: Partial<Alerts>): void => {
  const isClosed = firing.length > 0 || away !== undefined
  const { asked } = world.alerts
  const { closedSince = asked === 0 ? Number.NEGATIVE_INFINITY : world.now } = world.alerts
  world.alerts = { firing, away, asked, closedSince: isClosed ? closedSince : undefined }
}

/** What Prometheus says, and whether it is asked; what fires and what is away stays so until all is repaired. */
export const gateFaults: Readonly<Record<string, Fault>> = {
  alertFires: world => setAlerts(world, { firing: ['KubeletDown'] }),
  alertsResolved: world => setAlerts(world, {}),
  prometheusAway: world => setAlerts(world, { away: 'no answer within 5 s' }),
  gateAdded: edited(spec =>
    rollout(spec, { gates: [...(spec.rollout.gates ?? []).slice(0, 1), { ...GATE, id: 'more' }] }),
  ),
  gatesTakenOut: edited(spec => rollout(spec, { gates: undefined })),
}
