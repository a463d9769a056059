import assert from 'node:assert/strict'
import { imageOf, NEW, OTHER } from '../../builders/digests'
import { GATE } from '../../simulate/faults/gate-faults'
import { alertsAre, breaksUnder, edit, prometheusAway } from '../../simulate/happenings'
import { quirk, settings, windowAt, workers } from '../../simulate/plot'
import type { Happening, Telling } from '../../simulate/story'
import { itTells } from '../../simulate/told'
import { startHooks, type World } from '../../simulate/world'

const gate = (id: string) => ({ ...GATE, id })
const gated = (...ids: ReadonlyArray<string>) => settings({ gates: ids.map(gate) })
const fires = (at: number, ...names: ReadonlyArray<string>): Happening => ({
  at,
  what: names.length === 0 ? 'no alert fires any more' : `${names.join(' and ')} fires`,
  run: alertsAre(...names),
})

/** Longer than an answer is fresh. */
const SLOW = { reboot: 20_000 }
const RUNS_NEW = { image: imageOf(NEW) }

const wasNeverAsked = ({ world }: Telling): void => assert.equal(world.alerts.asked, 0)

describe('gates that ask Prometheus, told', () => {
  itTells('an alert keeps the first node from starting until it is resolved', () => ({
    world: workers(2, gated('alerts')),
    happenings: [fires(0, 'CephHealthWarning', 'KubeletDown'), fires(60)],
  }))

  itTells('an alert fires while a node is in flight: the node finishes, and nobody starts', () => ({
    world: workers(3, settings({ maxUnavailable: 2, gates: [gate('alerts')] }), {}, SLOW),
    happenings: [fires(14, 'KubeletDown'), fires(100)],
  }))

  itTells('a Prometheus that is away for ten minutes keeps nodes from starting for ten minutes', () => ({
    world: workers(1, gated('alerts')),
    happenings: [
      { at: 0, what: 'Prometheus is away', run: prometheusAway('it refuses connections (ECONNREFUSED)') },
      { at: 600, what: 'Prometheus is back', run: alertsAre() },
    ],
  }))

  itTells('a return passes an alert that fires', () => ({
    world: workers(2, gated('alerts'), {}, SLOW),
    happenings: [
      fires(9, 'KubeletDown'),
      { at: 60, what: 'the target is given up', run: edit({ cancelledDigest: NEW }) },
    ],
  }))

  itTells('a rollback by itself passes an alert that the image caused', () => ({
    world: workers(3, settings({ gates: [gate('alerts')], onFailure: 'RollBack' }), {
      n2: quirk({ unbootable: new Set([NEW]) }),
    }),
    happenings: [fires(24, 'AppDown')],
  }))

  itTells('a node that the last image broke is repaired at a closed gate', () => ({
    world: workers(2, settings({ maxUnavailable: 2, gates: [gate('alerts')] }), { n1: RUNS_NEW, n2: RUNS_NEW }),
    happenings: [
      fires(0, 'KubeletDown'),
      { at: 10, what: 'n1 is NotReady from now on, as long as it runs NEW', run: breaksUnder('n1', NEW) },
      { at: 20, what: 'the pool gets the fixed image', run: edit({ ref: imageOf(OTHER) }) },
    ],
    seconds: 150,
  }))

  itTells('a hook server that is killed at a closed gate asks again, and says since when', () => ({
    world: workers(1, gated('alerts')),
    happenings: [
      fires(0, 'KubeletDown'),
      { at: 40, what: 'the hook server is killed', run: (world: World) => startHooks(world, 0) },
      fires(60),
    ],
  }))

  itTells('a gate that is taken out of the pool holds nobody', () => ({
    world: workers(1, gated('alerts', 'storage')),
    happenings: [fires(0, 'KubeletDown'), { at: 40, what: 'the gates are taken out', run: edit({ gates: [] }) }],
  }))

  itTells(
    'gates are not asked outside windows',
    () => ({
      world: workers(1, settings({ gates: [gate('alerts')], maintenanceWindows: [windowAt('30', '1h')] })),
      seconds: 120,
    }),
    wasNeverAsked,
  )

  itTells(
    'gates are not asked of a pool that only stages',
    () => ({ world: workers(1, settings({ gates: [gate('alerts')], strategy: 'StageOnly' })), seconds: 120 }),
    wasNeverAsked,
  )
})
