import assert from 'node:assert/strict'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { NODE_POOL_LABEL, NODE_SLOT_LABEL } from '../../../hooks/api/names'
import type { TopologyLimit } from '../../../hooks/api/topology-limit'
import type { MarkedNode } from '../../../hooks/ports/cluster'
import { beyondTopology } from '../../../hooks/rollout-sync/act/beyond-topology'
import { withinTopology } from '../../../hooks/rollout-sync/act/within-topology'
import { observe } from '../../../hooks/rollout-sync/observed'
import { aMember, being, joined, marked, type NamedMember } from '../../builders/a-member'
import { aNode, aSlot, carrying, labelled } from '../../builders/a-node'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { relatedUpdates } from '../../builders/related'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, type Scene, type SceneNode, syncScene } from '../failures/one-sync'

const ZONE = 'topology.kubernetes.io/zone'
/** A node of that zone, or without the label; as many as there are names. */
const inZone = (zone: string | undefined) => being({ labels: [{ key: ZONE, value: zone }] })
const node = (
  name: string,
  zone: string | undefined,
  ...changes: ReadonlyArray<(member: NamedMember) => NamedMember>
): SceneNode => ({ member: aMember(name, inZone(zone), ...changes), update: anUpdate(name, staged()) })
const down = being({ ready: false, readySince: '2026-01-02T00:10:00Z' })
const inSlot = marked(MARK, ATTEMPT)

/** A Node of another pool, marked by it. */
const elsewhere = (name: string, zone: string, since = '2026-01-02T00:00:00Z'): SceneNode => ({
  live: aNode(
    name,
    labelled({ [ZONE]: zone, [NODE_POOL_LABEL]: 'storage' }),
    carrying(aSlot({ id: `m-${name}`, pool: 'storage', since })),
  ),
})

const limited = (limit: Partial<TopologyLimit>, maxUnavailable: number | string = 3) =>
  aRollout(
    withSettings({
      maxUnavailable: maxUnavailable as never,
      topologyLimits: [{ topologyKey: ZONE, ...limit } as TopologyLimit],
    }),
  )
const most = (maxUnavailable: number | string) => limited({ maxUnavailable: maxUnavailable as never })
const domains = (maxDomains: number) => limited({ maxDomains: aCount(maxDomains) })

describe('nodes that share a zone', () => {
  const cases: ReadonlyArray<{
    readonly name: string
    readonly rollout: Scene['rollout']
    readonly nodes: ReadonlyArray<SceneNode>
    readonly did: ReadonlyArray<string>
    readonly said?: RegExp
    readonly again?: number
  }> = [
    {
      name: 'are marked no further than maxUnavailable of a limit, and nodes of another zone go on',
      rollout: most(1),
      nodes: [node('n1', 'a', inSlot), node('n2', 'a'), node('n3', 'b'), node('n4', 'b')],
      did: ['marks n3 and cordons it'],
    },
    {
      name: 'count by a percentage of the nodes that the pool has there, rounded up',
      rollout: most('34%'),
      nodes: [node('n1', 'a'), node('n2', 'a'), node('n3', 'a'), node('n4', 'b'), node('n5', 'b')],
      did: ['marks n1 and cordons it', 'marks n2 and cordons it', 'marks n4 and cordons it'],
    },
    {
      name: 'go on while another zone has to wait for them',
      rollout: domains(1),
      nodes: [node('n1', 'b', inSlot), node('n2', 'a'), node('n3', 'b'), node('n4', 'a')],
      did: ['marks n3 and cordons it'],
    },
    {
      name: 'are finished before the next zone begins, though its nodes come first by name',
      rollout: limited({ maxDomains: aCount(1) }, 1),
      nodes: [node('n1', 'a'), { ...node('n2', 'b'), update: anUpdate('n2', running(NEW)) }, node('n3', 'b')],
      did: ['marks n3 and cordons it'],
    },
    {
      name: 'wait when every node that could start is kept, and the message names whom they wait for',
      rollout: most(1),
      nodes: [node('n1', 'a', inSlot), node('n2', 'a')],
      did: [],
      said: /topology\.kubernetes\.io\/zone: a has n1 \(has a slot\), and maxUnavailable is 1$/,
    },
    {
      name: 'wait for a node of another pool that is marked there, and are asked again after 10 s',
      rollout: domains(1),
      nodes: [node('n1', 'a'), node('n2', 'a'), elsewhere('s4', 'b')],
      did: [],
      said: /topology\.kubernetes\.io\/zone: b has s4 \(has a slot of pool "storage"\), and maxDomains is 1$/,
      again: 10,
    },
    {
      name: 'that is dead in another zone keep all others waiting with maxDomains 1, and it is named',
      rollout: domains(1),
      nodes: [node('n1', 'a'), node('n2', 'b', down)],
      did: [],
      said: /zone: b has n2 \(is NotReady\), and maxDomains is 1/,
    },
    {
      name: 'of a dead one are the only ones that go on with maxDomains 1',
      rollout: domains(1),
      nodes: [node('n1', 'a'), node('n2', 'b', down), node('n3', 'b')],
      did: ['marks n3 and cordons it'],
    },
    {
      name: 'that have no label are one domain',
      rollout: most(1),
      nodes: [node('n1', undefined, inSlot), node('n2', undefined), node('n3', 'a')],
      did: ['marks n3 and cordons it'],
    },
    {
      name: 'that have no label are named as that',
      rollout: most(1),
      nodes: [node('n1', undefined, inSlot), node('n2', undefined)],
      did: [],
      said: /zone: the domain of nodes without it has n1 \(has a slot\), and maxUnavailable is 1/,
    },
    {
      name: 'start no node before the label was read of all of them',
      rollout: most(1),
      nodes: [node('n1', 'a'), { member: aMember('n2'), update: anUpdate('n2', staged()) }],
      did: [],
      said: /label topology\.kubernetes\.io\/zone, which rollout\.topologyLimits names, has not been read yet of n2/,
    },
    {
      name: 'are not marked on the word of a member whose Node is in another zone by now',
      rollout: most(1),
      nodes: [{ ...node('n1', 'a'), live: aNode('n1', labelled({ [ZONE]: 'b' })) }],
      did: [],
    },
    {
      name: 'have no limit that counts while another controller reboots',
      rollout: aRollout(
        withSettings({ strategy: 'StageOnly', topologyLimits: [{ topologyKey: ZONE, maxUnavailable: aCount(1) }] }),
      ),
      nodes: [node('n1', 'a')],
      did: [],
      said: /rollout\.strategy is StageOnly, so another controller reboots$/,
    },
  ]
  for (const { name, rollout, nodes, did, said, again } of cases) {
    it(name, async () => {
      const scene = await syncScene({ nodes, rollout })
      assert.deepEqual(scene.did, did)
      if (said !== undefined) assert.match(scene.status.message ?? '', said)
      if (again !== undefined) assert.equal(scene.again, again)
    })
  }

  it('that wait are the reason of the pool', async () => {
    const { status } = await syncScene({ nodes: [node('n1', 'a'), elsewhere('s4', 'a')], rollout: most(1) })
    assert.deepEqual([status.phase, status.reason], ['Progressing', 'TopologyLimit'])
    const behind = { member: aMember('n2'), update: anUpdate('n2', staged()) }
    assert.equal((await syncScene({ nodes: [behind], rollout: most(1) })).status.reason, 'MembersBehind')
  })

  it('wait on a return too', async () => {
    const back = { key: `${ATTEMPT}~back`, digest: OLD, previousImage: imageOf(OLD), outcome: 'InProgress' as const }
    const update = anUpdate(
      'n1',
      running(NEW),
      inBoot('boot-2/0'),
      ordering({ image: imageOf(OLD), attempt: back.key }),
      reporting({ attempt: back, ready: { digest: OLD, how: 'rollback' } }),
    )
    const member = aMember('n1', inZone('a'), being({ bootID: 'boot-2' }))
    const rollout = withSpec({ cancelled: true })(most(1))
    const { did, status } = await syncScene({ rollout, nodes: [{ member, update }, elsewhere('s4', 'a')] })
    assert.deepEqual(did, [])
    assert.deepEqual([status.phase, status.reason], ['RollingBack', 'TopologyLimit'])
    assert.deepEqual((await syncScene({ rollout, nodes: [{ member, update }] })).did, ['marks n1 and cordons it'])
  })

  it('do not keep a node that is down from its repair', async () => {
    const broken = node('n1', 'a', down, marked('80', 'cccccccccccc'))
    const { did } = await syncScene({ nodes: [broken, node('n2', 'a', inSlot), node('n3', 'a')], rollout: most(1) })
    assert.deepEqual(did, ['marks n1 and cordons it'])
  })
})

describe('a limit by topology and another pool that marks at the same time', () => {
  const foreign = (since: string): MarkedNode => ({
    name: 's4',
    labels: { [ZONE]: 'a', [NODE_SLOT_LABEL]: 'storage' },
    slot: aSlot({ id: 'm-s4', pool: 'storage', since }),
  })
  const own = (name: string, zone: string, since: string): MarkedNode => ({
    name,
    labels: { [ZONE]: zone, [NODE_SLOT_LABEL]: 'workers' },
    slot: aSlot({ id: `m-${name}`, since }),
  })
  const observedOf = (rollout: BootcRollout, nodes: ReadonlyArray<SceneNode>) => {
    const updates = nodes.flatMap(({ member, update }) => (member === undefined ? [] : [joined(member, update)]))
    return observe({ parent: rollout, related: relatedUpdates(updates) }, new Date(NOW))
  }
  const EARLY = '2026-01-02T00:13:00Z'
  const LATE = '2026-01-02T00:14:00Z'

  it('finds it in the list right before its own mark', async () => {
    let lists = 0
    const cluster: Scene['cluster'] = {
      markedNodes: async () => {
        lists += 1
        return lists > 1 ? [foreign(LATE)] : []
      },
    }
    const { did, status, again } = await syncScene({ nodes: [node('n1', 'a')], rollout: most(1), cluster })
    assert.deepEqual([did, again], [[], 10])
    assert.match(
      status.message ?? '',
      /n1 waits: topology\.kubernetes\.io\/zone: a has s4 \(has a slot of pool "storage"\)/,
    )
  })

  it('gives its own mark back when it finds it in the list after that, and says so', async () => {
    let lists = 0
    let isMarked = false
    const cluster: Scene['cluster'] = {
      markedNodes: async pool => {
        lists += 1
        const mine = isMarked ? [own('n1', 'a', NOW)] : []
        return [...mine, ...(pool === undefined && lists > 2 ? [foreign(LATE)] : [])]
      },
      readNode: async name =>
        aNode(name, labelled({ [ZONE]: 'a' }), ...(isMarked ? [carrying(aSlot({ id: 'm-n1' }))] : [])),
      patchNode: async (_name, _version, { labels }) => {
        patches.push(labels?.[NODE_SLOT_LABEL] ?? 'unmarks')
        isMarked = labels?.[NODE_SLOT_LABEL] === 'workers'
        return 'done'
      },
    }
    const patches: string[] = []
    const { status } = await syncScene({ nodes: [node('n1', 'a')], rollout: most(1), cluster })
    assert.deepEqual(patches, ['workers', 'unmarks'])
    assert.equal(status.updatingCount, 0)
    assert.match(status.message ?? '', /n1 waits: topology\.kubernetes\.io\/zone: a has s4/)
  })

  it('marks nothing when the marks cannot be listed', async () => {
    const cluster: Scene['cluster'] = { markedNodes: async () => Promise.reject(new Error('no')) }
    assert.deepEqual((await syncScene({ nodes: [node('n1', 'a')], rollout: most(1), cluster })).did, [])
  })

  it('lets its own stand where each zone has room', () => {
    const observed = observedOf(most(1), [node('n1', 'a'), node('n2', 'b')])
    const marks = [own('n2', 'b', LATE), foreign(EARLY)]
    assert.deepEqual(beyondTopology(observed, [], marks).excess, [])
  })

  it('gives back whichever of its own ranks last', () => {
    const observed = observedOf(most(1), [node('n1', 'a'), node('n2', 'a')])
    const { excess } = beyondTopology(observed, [], [own('n1', 'a', LATE), own('n2', 'a', EARLY)])
    assert.deepEqual(
      excess.map(({ name }) => name),
      ['n1'],
    )
  })

  it('takes nothing back of what was given in an earlier call, though a label changed since', () => {
    const observed = observedOf(most(1), [node('n1', 'a'), node('n2', 'a')])
    const marks = [own('n1', 'a', LATE), own('n2', 'a', EARLY)]
    assert.deepEqual(beyondTopology(observed, marks, marks).excess, [])
  })

  it('tries again first when its mark was the first of the two, so that one of them gets on', () => {
    const observed = observedOf(most(1), [node('n1', 'a')])
    const isElsewhere = (mine: string, theirs: string): boolean | undefined =>
      beyondTopology(observed, [], [own('n1', 'a', mine), foreign(theirs)]).waits[0]?.isElsewhere
    assert.deepEqual([isElsewhere(EARLY, LATE), isElsewhere(LATE, EARLY)], [false, true])
  })

  describe('when both are marked all the same', () => {
    const limits = [most(1), domains(1)]
    const zones = ['a', 'b']

    it('reboots by rank: the first of them alone', () => {
      for (const [at, rollout] of limits.entries()) {
        const mine = (since: string) => own('n1', zones[at] ?? 'a', since)
        const observed = observedOf(rollout, [node('n1', zones[at])])
        assert.equal(withinTopology([mine(EARLY), foreign(LATE)], observed)('n1'), true)
        assert.equal(withinTopology([mine(LATE), foreign(EARLY)], observed)('n1'), false)
      }
    })

    it('waits for no mark that waits itself', () => {
      const observed = observedOf(domains(1), [node('n1', 'a'), node('n2', 'b'), node('n3', 'a')])
      const marks = [own('n1', 'a', EARLY), own('n2', 'b', LATE), own('n3', 'a', NOW)]
      const isWithin = withinTopology(marks, observed)
      assert.deepEqual(['n1', 'n2', 'n3'].map(isWithin), [true, false, true])
    })

    it('lets a node that is down be repaired', () => {
      const observed = observedOf(most(1), [node('n1', 'a', down), node('n2', 'a')])
      const repair = { ...own('n1', 'a', LATE), slot: aSlot({ bestEffort: true, since: LATE }) }
      const isWithin = withinTopology([own('n2', 'a', NOW), repair], observed)
      assert.deepEqual(['n1', 'n2'].map(isWithin), [true, true])
    })

    it('orders no reboot, and says why', async () => {
      const drained = node('n1', 'a', marked(MARK, ATTEMPT, 'Drained'))
      const { orders, status } = await syncScene({
        nodes: [drained, elsewhere('s4', 'a', '2026-01-01T00:00:00Z')],
        rollout: most(1),
      })
      assert.equal(orders['n1']?.step, 'Stage')
      assert.match(status.message ?? '', /n1 waits: more nodes are marked than rollout\.topologyLimits allow/)
    })
  })
})

describe('a pool without limits by topology', () => {
  it('lists no mark more often for them', async () => {
    const listsWith = async (rollout: BootcRollout): Promise<number> => {
      let lists = 0
      const cluster: Scene['cluster'] = {
        markedNodes: async () => {
          lists += 1
          return []
        },
      }
      await syncScene({ nodes: [node('n1', 'a')], rollout, cluster })
      return lists
    }
    assert.equal(await listsWith(aRollout()), 2)
  })
})
