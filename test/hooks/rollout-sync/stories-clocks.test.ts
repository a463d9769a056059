import { agentDead, joins } from '../../simulate/happenings'
import { settings, workers } from '../../simulate/plot'
import { addPod } from '../../simulate/pods'
import { itTells } from '../../simulate/told'
import { startHooks } from '../../simulate/world'

const MINUTE_MS = 60_000

describe('clocks that differ, told', () => {
  for (const [name, minutes] of [
    ['five minutes behind', -5],
    ['five minutes ahead', 5],
  ] as const) {
    itTells(`hooks whose clock is ${name} mark a Node that has just joined once`, () => {
      const world = workers(1)
      startHooks(world, minutes * MINUTE_MS)
      return { world, happenings: [{ at: 3, what: 'n2 joins', run: joins('n2') }] }
    })
  }

  itTells('hooks whose clock is five minutes behind evict a young pod that tolerates the cordon', () => {
    const world = workers(1)
    startHooks(world, -5 * MINUTE_MS)
    addPod(world, 'n1', { kind: 'tolerating' })
    return { world }
  })

  itTells('a host whose clock is three hours ahead fails in time when its agent is silent', () => {
    const world = workers(2, settings(), { n1: { clockAhead: 180 * MINUTE_MS } })
    return { world, happenings: [{ at: 3, what: 'the agent of n1 dies', run: agentDead('n1', 600) }], seconds: 60 }
  })

  itTells('a host whose clock is three hours ahead is updated in no more time than another', () => ({
    world: workers(2, settings(), { n1: { clockAhead: 180 * MINUTE_MS } }),
  }))
})
