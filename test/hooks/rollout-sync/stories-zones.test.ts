import assert from 'node:assert/strict'
import type { TopologyLimit } from '../../../hooks/api/topology-limit'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { poweredOff, rezoned } from '../../simulate/happenings'
import { ZONE } from '../../simulate/node-facts'
import { type Plain, poolOf, settings, workers, zone } from '../../simulate/plot'
import { allRun, itTells, rebootOrderOf } from '../../simulate/told'
import { addNode } from '../../simulate/world'

const limited = (limit: Partial<TopologyLimit>, plain: Plain = {}) =>
  settings({ maxUnavailable: 2, ...plain, topologyLimits: [{ topologyKey: ZONE, ...limit }] })
const oneZone = { maxDomains: aCount(1) }
const oneOfEach = { maxUnavailable: aCount(1) }

describe('limits by topology, told', () => {
  itTells(
    'zones one by one',
    () => ({ world: workers(4, limited(oneZone), { n1: zone('a'), n2: zone('b'), n3: zone('a'), n4: zone('b') }) }),
    ({ world }) => assert.deepEqual(rebootOrderOf(world), ['n1', 'n3', 'n2', 'n4']),
  )

  itTells(
    'two nodes at once but one of a zone',
    () => ({ world: workers(4, limited(oneOfEach), { n1: zone('a'), n2: zone('a'), n3: zone('b'), n4: zone('b') }) }),
    ({ world }) => assert.deepEqual(rebootOrderOf(world), ['n1', 'n3', 'n2', 'n4']),
  )

  itTells(
    'two pools over one label share a budget of one node',
    () => {
      const world = workers(2, limited(oneOfEach), { n1: zone('a'), n2: zone('a') })
      addNode(world, 'n3', { image: imageOf(OLD), labels: { role: 'storage', [ZONE]: 'a' } })
      return { world: poolOf(world, 'storage', 'storage', limited(oneOfEach)), seconds: 34 }
    },
    told => {
      allRun(imageOf(NEW))(told)
      assert.deepEqual(rebootOrderOf(told.world), ['n1', 'n2', 'n3'])
    },
  )

  itTells(
    'a node that is dead in another zone keeps all zones but its own waiting',
    () => ({
      world: workers(4, limited(oneZone), { n1: zone('a'), n2: zone('b'), n3: zone('a'), n4: zone('b') }),
      happenings: [{ at: 3, what: 'n4 is switched off', run: poweredOff('n4') }],
      seconds: 150,
    }),
    ({ world }) => assert.deepEqual(rebootOrderOf(world), ['n2']),
  )

  itTells(
    'a node that is moved to another zone while it drains keeps its slot and counts where it is',
    () => ({
      world: workers(
        3,
        limited(oneOfEach),
        { n1: { ...zone('a'), pods: 1 }, n2: { ...zone('b'), pods: 1 }, n3: zone('a') },
        { podEnd: 8000 },
      ),
      happenings: [
        {
          at: 15,
          what: 'n1 is moved to zone c, and n2 to zone a',
          run: world => {
            rezoned('n1', 'c')(world)
            rezoned('n2', 'a')(world)
          },
        },
      ],
    }),
    told => {
      allRun(imageOf(NEW))(told)
      assert.deepEqual(rebootOrderOf(told.world), ['n1', 'n2', 'n3'])
    },
  )
})
