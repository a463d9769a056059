import assert from 'node:assert/strict'
import { planOf } from '../../cli/plan/pool-plan'
import { withImage } from '../../cli/plan/what-if'
import { collapsed, isGroup } from '../../cli/status/collapse'
import type { NodeStatus } from '../../cli/status/pool-status'
import { explanationOf } from '../../cli/why/explanation-of'
import { aMember, being, marked } from '../builders/a-member'
import { aPool, withRef } from '../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { anUpdate, running, staged } from '../builders/an-update'
import { imageOf, NEW, OTHER } from '../builders/digests'
import { aCount } from '../builders/settings'
import { nodeIn, oneCourse, type Pair, planLines } from './support/one-course'
import { ATTEMPT } from './support/scene'

const waiting = (name: string, spec: Parameters<typeof being>[0] = {}): Pair => [
  aMember(name, being(spec)),
  anUpdate(name, staged()),
]
const atOnce = (count: number) => aRollout(withSettings({ maxUnavailable: aCount(count) }))

describe('the order of a plan', () => {
  const cases = [
    {
      name: 'is by name, in groups of maxUnavailable',
      most: 2,
      nodes: [waiting('b'), waiting('a'), waiting('c')],
      want: [['a', 'b'], ['c']],
    },
    {
      name: 'has the control plane last and one by one, and the node of the operator after all',
      most: 3,
      nodes: [
        waiting('a', { runsOperator: true }),
        waiting('b', { controlPlane: true }),
        waiting('c', { controlPlane: true }),
        waiting('d'),
      ],
      want: [
        ['d', 'b'],
        ['c', 'a'],
      ],
    },
    {
      name: 'begins with who has a slot already',
      most: 1,
      nodes: [waiting('a'), [aMember('b', marked('90', ATTEMPT)), anUpdate('b', staged())] as const],
      want: [['b'], ['a']],
    },
    {
      name: 'leaves a place to a node that is down, and that node out',
      most: 2,
      nodes: [waiting('a'), waiting('b'), waiting('c', { ready: false })],
      want: [['a'], ['b']],
    },
    {
      name: 'is empty while nodes that are down take every place',
      most: 1,
      nodes: [waiting('a'), waiting('b', { unschedulable: true })],
      want: [],
    },
    {
      name: 'leaves out who is done, held or contested',
      most: 1,
      nodes: [
        [aMember('a'), anUpdate('a', running(NEW))] as const,
        waiting('b', { holds: ['UnderMaintenance'] }),
        waiting('c', { contenders: ['workers', 'others'] }),
        waiting('d'),
      ],
      want: [['d']],
    },
  ]
  for (const { name, most, nodes, want } of cases) {
    it(name, () => assert.deepEqual(planOf(oneCourse(atOnce(most), nodes)).batches, want))
  }
})

describe('the order of a plan with limits by topology', () => {
  const ZONE = 'topology.kubernetes.io/zone'
  const inZone = (name: string, zone: string | undefined, spec: Parameters<typeof being>[0] = {}): Pair =>
    waiting(name, { labels: [{ key: ZONE, value: zone }], ...spec })
  const limited = (limit: object) =>
    aRollout(withSettings({ maxUnavailable: aCount(2), topologyLimits: [{ topologyKey: ZONE, ...limit }] }))
  const zones = [inZone('n1', 'a'), inZone('n2', 'b'), inZone('n3', 'a'), inZone('n4', 'b'), inZone('n5', undefined)]
  const cases = [
    {
      name: 'finishes a zone before the next',
      rollout: limited({ maxDomains: aCount(1) }),
      nodes: zones,
      want: [['n1', 'n3'], ['n2', 'n4'], ['n5']],
    },
    {
      name: 'takes one of each zone at once',
      rollout: limited({ maxUnavailable: aCount(1) }),
      nodes: [inZone('n1', 'a'), inZone('n2', 'a'), inZone('n3', 'b'), inZone('n4', 'b')],
      want: [
        ['n1', 'n3'],
        ['n2', 'n4'],
      ],
    },
    {
      name: 'ends with who may go while a node of another zone is down',
      rollout: limited({ maxDomains: aCount(1) }),
      nodes: [inZone('n1', 'a'), inZone('n2', 'b', { ready: false }), inZone('n3', 'b')],
      want: [['n3']],
    },
  ]
  for (const { name, rollout, nodes, want } of cases) {
    it(name, () => assert.deepEqual(planOf(oneCourse(rollout, nodes)).batches, want))
  }

  it('says which nodes are in which domain', () => {
    const lines = planLines(oneCourse(limited({ maxUnavailable: '10%', maxDomains: aCount(1) }), zones))
    assert.ok(
      lines.some(line =>
        line.includes(
          'topology.kubernetes.io/zone: at most 10% of a domain and 1 domain at once; a (2 nodes), b (2 nodes), without it (1 node)',
        ),
      ),
      lines.join('\n'),
    )
  })

  it('is explained to a node that a limit keeps', () => {
    const course = oneCourse(limited({ maxUnavailable: aCount(1) }), [
      inZone('n1', 'a', { unschedulable: true }),
      inZone('n2', 'a'),
      inZone('n3', 'b'),
    ])
    const why = (name: string) => explanationOf(nodeIn(course, name), course)
    assert.equal(
      why('n2').message,
      'is waiting for a slot (topology.kubernetes.io/zone: a has n1 (is cordoned), and maxUnavailable is 1)',
    )
    assert.match(why('n3').message ?? '', /1 node goes first|it is the next/)
  })
})

describe('a plan of an urgent image', () => {
  const text = (isUrgent: boolean): string =>
    planLines(oneCourse(aRollout(withSpec({ urgent: isUrgent || undefined })), [waiting('a')])).join('\n')

  it('says what does not hold it up, and only then', () => {
    assert.match(text(true), /urgent +windows, steps and gates do not hold it up/)
    assert.doesNotMatch(text(false), /urgent/)
  })
})

describe('a plan for another image', () => {
  const available = {
    ...aPool(withRef('registry.example/os:stable')),
    status: { availableDigest: OTHER, targetDigest: NEW },
  }
  const cases = [
    { name: 'takes a digest as it is', ref: imageOf(OTHER), want: imageOf(OTHER) },
    {
      name: 'takes the pool’s own tag as it was last looked up',
      ref: 'registry.example/os:stable',
      want: imageOf(OTHER),
    },
    {
      name: 'refuses a tag that nobody looked up',
      ref: 'registry.example/os:edge',
      want: /what a tag names is only known for the ref of pool/,
    },
    { name: 'refuses what is no image', ref: 'os', want: /"os" is not a fully qualified image/ },
  ]
  for (const { name, ref, want } of cases) {
    it(name, () => {
      const image = (): string => withImage(available, aRollout(), ref).spec.image
      if (typeof want === 'string') assert.equal(image(), want)
      else assert.throws(image, { message: want })
    })
  }
})

describe('the tree of a large pool', () => {
  const node = (name: string, phase: NodeStatus['phase'], ready = true): NodeStatus => ({
    node: name,
    phase,
    done: 0,
    ready,
    cordoned: false,
  })
  const many = Array.from({ length: 40 }, (_, at) => node(`done-${at}`, 'UpToDate'))
  const rowsOf = (nodes: ReadonlyArray<NodeStatus>, all = false): ReadonlyArray<string> =>
    collapsed(nodes, all).map(row => (isGroup(row) ? `${row.names.length} ${row.phase}` : row.node))

  it('has a line for whoever needs a look, and one for all others of a phase', () => {
    const nodes = [node('drains', 'Draining'), ...many, node('waits', 'Staged'), node('down', 'Staged', false)]
    assert.deepEqual(rowsOf(nodes), ['drains', 'down', '40 UpToDate', '1 Staged'])
  })

  it('has a line for every node when that is asked for, or when they are few', () => {
    assert.equal(rowsOf(many, true).length, 40)
    assert.equal(rowsOf(many.slice(0, 30)).length, 30)
  })
})
