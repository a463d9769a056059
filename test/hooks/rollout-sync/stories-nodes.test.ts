import { NODE_POOL_LABEL } from '../../../hooks/api/names'
import { imageOf, NEW, OLD } from '../../builders/digests'
import {
  agentDead,
  cordoned,
  edit,
  held,
  joins,
  kubeletSilent,
  leftoversDeleted,
  poolOrphaned,
  poweredOff,
  rebootedBySomebody,
  replaced,
  rolledBack,
  secondPool,
} from '../../simulate/happenings'
import { settings, workers } from '../../simulate/plot'
import { itTells } from '../../simulate/told'
import { addNode, applyPool, removeNode, type World } from '../../simulate/world'

const CONTROL_PLANE = { labels: { 'node-role.kubernetes.io/control-plane': '' } }

const withImage =
  (name: string, digest: typeof NEW) =>
  (world: World): void =>
    addNode(world, name, { image: imageOf(digest) })

describe('the nodes of a rollout, told', () => {
  itTells('the control plane goes last, one at a time', () => ({
    world: workers(3, settings({ maxUnavailable: 2 }), { n1: CONTROL_PLANE, n2: CONTROL_PLANE }),
  }))

  itTells('two nodes may download at once', () => ({
    world: workers(4, settings({ maxUnavailable: 0 })),
  }))

  itTells('a pool that is paused from the start downloads nothing before it is resumed', () => ({
    world: workers(2, settings({ paused: true })),
    happenings: [{ at: 30, what: 'the pool is resumed', run: edit({ paused: false }) }],
  }))

  itTells('a node that is down counts', () => {
    const world = workers(2)
    poweredOff('n2')(world)
    return { world }
  })

  itTells('a node that is down for a while counts', () => ({
    world: workers(2),
    happenings: [{ at: 7, what: 'the kubelet of n2 is not heard for 20 s', run: kubeletSilent('n2', 20) }],
  }))

  itTells('a node that an admin cordoned is skipped', () => ({
    world: workers(2, settings({ maxUnavailable: 2 })),
    happenings: [
      { at: 2, what: 'an admin cordons n1', run: cordoned('n1') },
      { at: 40, what: 'the admin uncordons n1', run: cordoned('n1', false) },
    ],
  }))

  itTells('a node that is held is skipped', () => ({
    world: workers(2),
    happenings: [
      { at: 2, what: 'the autoscaler is about to delete n1', run: held('n1') },
      { at: 40, what: 'it thinks better of it', run: held('n1', false) },
    ],
  }))

  itTells('a node that is held after it was marked waits before its reboot', () => ({
    world: workers(2),
    happenings: [
      { at: 9, what: 'the autoscaler is about to delete n1', run: held('n1') },
      { at: 40, what: 'it thinks better of it', run: held('n1', false) },
    ],
  }))

  itTells('a node that two pools claim starts nothing', () => ({
    world: workers(1),
    happenings: [
      { at: 4, what: 'another pool claims the node', run: secondPool() },
      { at: 30, what: 'the other pool is deleted', run: world => world.pools.remove('others') },
    ],
  }))

  itTells('a second pool that also selects a node of the first is not up to date', () => {
    const world = workers(1)
    addNode(world, 'n2', { image: imageOf(NEW), labels: { role: 'other' } })
    const nodeSelector = { matchExpressions: [{ key: 'role', operator: 'Exists' as const }] }
    const run = (): void => applyPool(world, 'others', { ...settings(), nodeSelector })
    return { world, happenings: [{ at: 40, what: 'another pool selects n1 and n2', run }] }
  })

  itTells('a node whose agent is dead and that somebody rebooted is not believed for ever', () => ({
    world: workers(2),
    happenings: [
      { at: 60, what: 'the agent of n2 dies', run: agentDead('n2', 100) },
      { at: 70, what: 'somebody reboots n2', run: rebootedBySomebody('n2') },
    ],
  }))

  itTells('a node that an admin rolled back is left alone', () => ({
    world: workers(1),
    happenings: [{ at: 40, what: 'an admin rolls n1 back by hand', run: rolledBack('n1') }],
  }))

  itTells('a pool that selects by a label of the operator takes no node until it selects by another', () => ({
    world: workers(2, {
      ...settings(),
      nodeSelector: { matchExpressions: [{ key: NODE_POOL_LABEL, operator: 'DoesNotExist' }] },
    }),
    happenings: [{ at: 20, what: 'the pool selects by role', run: world => applyPool(world, 'workers', settings()) }],
  }))

  itTells('a Windows node is left out of a pool of all nodes', () => ({
    world: workers(
      2,
      { ...settings(), nodeSelector: {}, allNodes: true },
      { n2: { labels: { 'kubernetes.io/os': 'windows' } } },
    ),
  }))

  itTells('a node that joins a pool with the image that was given up is taken to what the pool last ran', () => {
    const spec = settings()
    return {
      world: workers(1, { ...spec, image: { ...spec.image, ref: imageOf(OLD) } }),
      happenings: [
        { at: 12, what: 'the pool is led to the new image', run: edit({ ref: imageOf(NEW) }) },
        { at: 14, what: 'the target is given up', run: edit({ cancelledDigest: NEW }) },
        { at: 20, what: 'n2 joins, with the image that was given up', run: withImage('n2', NEW) },
      ],
    }
  })

  itTells('a node that joins a pool with the image that was given up stays if nobody knows what the pool ran', () => ({
    world: workers(1),
    happenings: [
      { at: 7, what: 'the target is given up', run: edit({ cancelledDigest: NEW }) },
      { at: 14, what: 'n2 joins, with the image that was given up', run: withImage('n2', NEW) },
    ],
  }))

  itTells('a pool that is made anew beside what an orphaning deletion left leads its nodes once that is gone', () => ({
    world: workers(1, settings(), { n1: { pods: 9 } }),
    happenings: [
      { at: 9, what: 'the pool is deleted with --cascade=orphan', run: poolOrphaned },
      {
        at: 10,
        what: 'it is made anew, paused',
        run: world => applyPool(world, 'workers', settings({ paused: true })),
      },
      { at: 50, what: 'what was left is deleted', run: leftoversDeleted },
      { at: 90, what: 'the pool is resumed', run: edit({ paused: false }) },
    ],
    seconds: 120,
  }))

  itTells('a complete pool that loses a node for good stays so, and names the node', () => ({
    world: workers(2),
    happenings: [
      { at: 60, what: 'n2 is switched off', run: poweredOff('n2') },
      { at: 400, what: 'its Node is deleted', run: world => removeNode(world, 'n2') },
    ],
    seconds: 420,
  }))

  itTells('a node that joins', () => ({
    world: workers(1),
    happenings: [{ at: 30, what: 'n2 joins', run: joins('n2') }],
  }))

  itTells('a node that is replaced while it reboots', () => ({
    world: workers(1),
    happenings: [{ at: 14, what: 'n1 is replaced by a new machine', run: replaced('n1') }],
  }))
})
