import assert from 'node:assert/strict'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { breaksUnder, cordoned, edit, kubeletSilent, poweredOff, powerFailed } from '../../simulate/happenings'
import { blocked, settings, workers } from '../../simulate/plot'
import { addPod } from '../../simulate/pods'
import { itTells } from '../../simulate/told'
import { addNode, FAIR, type World } from '../../simulate/world'

const CONTROL_PLANE = { 'node-role.kubernetes.io/control-plane': '' }

const RUNS_NEW = { image: imageOf(NEW) }
/** All nodes run NEW when something happens to them. */
const updated = (): World => workers(2, settings(), { n1: RUNS_NEW, n2: RUNS_NEW })

const rebootsOf = ({ journal }: World, name: string): number =>
  journal.reboots.filter(({ node }) => node === name).length

describe('nodes that are down without our doing, told', () => {
  itTells(
    'a node that only boots after a power cut is not taken for broken',
    () => ({
      world: workers(2, settings({ maxUnavailable: 2, drainTimeoutSeconds: 600 }), {}, { kubelet: 20_000 }),
      happenings: [
        {
          at: 60,
          what: 'a budget protects a pod on each node; the power of n1 fails for 3 s, and its kubelet needs 20 s more',
          run: world => {
            addPod(blocked(world, 'n1', 300), 'n2', { kind: 'app', budget: 'web' })
            powerFailed('n1')(world)
          },
        },
        { at: 62, what: 'NEW is given up', run: edit({ cancelledDigest: NEW }) },
      ],
      seconds: 180,
    }),
    ({ world }) => assert.equal(rebootsOf(world, 'n1'), 1, 'only the reboot that brought NEW'),
  )

  itTells('a node that is Ready again before its repair gives its mark back and waits for a slot', () => ({
    world: updated(),
    happenings: [
      { at: 10, what: 'the kubelet of n2 is not heard for 80 s', run: kubeletSilent('n2', 80) },
      { at: 20, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) },
    ],
  }))

  itTells('a node that breaks after it was freed is repaired by the next image', () => ({
    world: updated(),
    happenings: [
      { at: 10, what: 'n1 is NotReady from now on, as long as it runs NEW', run: breaksUnder('n1', NEW) },
      { at: 20, what: 'the pool gets the fixed image', run: edit({ ref: imageOf(OTHER) }) },
    ],
  }))

  itTells('a node that is switched off is not repaired', () => ({
    world: updated(),
    happenings: [
      { at: 10, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER), maxUnavailable: 0 }) },
      { at: 20, what: 'n1 is switched off', run: poweredOff('n1') },
      { at: 21, what: 'one node may be unavailable again', run: edit({ maxUnavailable: 1 }) },
    ],
    seconds: 200,
  }))

  itTells('a broken node that an admin cordoned is not repaired until it is uncordoned', () => ({
    world: updated(),
    happenings: [
      { at: 10, what: 'n1 is NotReady from now on, as long as it runs NEW', run: breaksUnder('n1', NEW) },
      { at: 15, what: 'an admin cordons n1 and works on it', run: cordoned('n1') },
      { at: 20, what: 'the pool gets the fixed image', run: edit({ ref: imageOf(OTHER) }) },
      { at: 150, what: 'the admin uncordons n1', run: cordoned('n1', false) },
    ],
  }))

  itTells('a node that a webhook protects is named, and the others go on', () => {
    const world = workers(3)
    world.weather = { ...FAIR, refused: 'n1' }
    return {
      world,
      happenings: [{ at: 50, what: 'the webhook is gone', run: it => Object.assign(it, { weather: FAIR }) }],
    }
  })

  itTells('a control-plane node of no pool that is down keeps the others from starting', () => {
    const world = workers(2, settings({ maxUnavailable: 2 }), {
      n1: { labels: CONTROL_PLANE },
      n2: { labels: CONTROL_PLANE },
    })
    addNode(world, 'm1', { image: imageOf(OLD), labels: { ...CONTROL_PLANE, role: 'none' } })
    return {
      world,
      happenings: [
        { at: 5, what: 'm1, which is in no pool, is switched off', run: poweredOff('m1') },
        { at: 30, what: 'm1 is switched on', run: poweredOff('m1', false) },
        { at: 36, what: 'an admin cordons m1', run: cordoned('m1') },
        { at: 60, what: 'the admin uncordons m1', run: cordoned('m1', false) },
      ],
    }
  })
})
