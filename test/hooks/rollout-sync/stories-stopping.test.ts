import { NEW } from '../../builders/digests'
import { agentDead, edit, holdPool, rebootedBySomebody } from '../../simulate/happenings'
import { lie } from '../../simulate/liar'
import { blocked, quirk, settings, windowAt, workers } from '../../simulate/plot'
import { itTells } from '../../simulate/told'

describe('a rollout that stops, told', () => {
  itTells('paused while a node drains, and resumed', () => ({
    world: workers(2, settings(), { n1: { pods: 3 } }),
    happenings: [
      { at: 9, what: 'the pool is paused', run: edit({ paused: true }) },
      { at: 20, what: 'the pool is resumed', run: edit({ paused: false }) },
    ],
    seconds: 32,
  }))

  itTells('held by the annotation while a GitOps tool resumes the spec, and released', () => ({
    world: workers(2, settings(), { n1: { pods: 3 } }),
    happenings: [
      { at: 9, what: 'an admin holds the pool', run: holdPool('firmware of the disks') },
      { at: 12, what: 'Git says: not paused', run: edit({ paused: false }) },
      { at: 20, what: 'the annotation is removed', run: holdPool(undefined) },
    ],
    seconds: 32,
  }))

  itTells('paused while a node reboots', () => ({
    world: workers(2),
    happenings: [{ at: 12, what: 'the pool is paused', run: edit({ paused: true }) }],
  }))

  itTells('maxUnavailable becomes 0 while one node drains and another reboots', () => ({
    world: blocked(workers(3, settings({ maxUnavailable: 2 })), 'n2', 300),
    happenings: [{ at: 18, what: 'maxUnavailable becomes 0', run: edit({ maxUnavailable: 0 }) }],
  }))

  itTells('a BootcNodeUpdate that somebody deletes is made anew, and a pause takes its order back', () => ({
    world: workers(2, settings(), { n1: { pods: 3 } }),
    happenings: [
      { at: 9, what: 'somebody deletes the BootcNodeUpdate of n1', run: world => world.updates.remove('n1') },
      { at: 10, what: 'the pool is paused', run: edit({ paused: true }) },
      { at: 20, what: 'the pool is resumed', run: edit({ paused: false }) },
      { at: 23, what: 'somebody deletes the BootcNodeUpdate of n1', run: world => world.updates.remove('n1') },
    ],
    seconds: 40,
  }))

  itTells('paused just before a node reboots', () => ({
    world: workers(1),
    happenings: [{ at: 11, what: 'the pool is paused', run: edit({ paused: true }) }],
  }))

  itTells('paused before the agent has seen its order', () => ({
    world: workers(1),
    happenings: [
      { at: 9, what: 'the agent of n1 dies for 10 s', run: agentDead('n1', 10) },
      { at: 14, what: 'the pool is paused', run: edit({ paused: true }) },
    ],
  }))

  itTells('cancelled half way', () => ({
    world: workers(3),
    happenings: [{ at: 24, what: 'the target is given up', run: edit({ cancelledDigest: NEW }) }],
  }))

  itTells('rolled back after a node did not come up', () => ({
    world: workers(3, settings({ onFailure: 'RollBack' }), { n2: quirk({ unbootable: new Set([NEW]) }) }),
  }))

  itTells('a liar that was never ordered halts, and sends nobody back', () => ({
    world: workers(3, settings({ onFailure: 'RollBack' })),
    happenings: [
      {
        at: 20,
        what: 'whoever has the token of n3 reports that it fell back to its old image',
        run: world => lie(world, 'n3'),
      },
    ],
  }))

  itTells('halted by a node that fell back', () => ({
    world: workers(3, settings(), { n1: quirk({ unbootable: new Set([NEW]) }) }),
  }))

  itTells('halted before every node has begun to download', () => ({
    world: workers(4, settings({ maxStaging: 1 }), { n1: quirk({ missing: new Set([NEW]) }) }),
  }))

  itTells('halted, and retried when the image boots', () => ({
    world: workers(2, settings(), { n1: quirk({ unbootable: new Set([NEW]) }) }),
    happenings: [
      { at: 40, what: 'n1 is repaired', run: world => quirk({}).repair(world, 'n1') },
      { at: 41, what: 'rollout.retry gets another value', run: edit({ retry: 'again' }) },
    ],
  }))

  itTells('only staged, since somebody else reboots', () => ({
    world: workers(2, settings({ strategy: 'StageOnly' })),
    happenings: [
      { at: 20, what: 'another controller reboots n1', run: rebootedBySomebody('n1') },
      { at: 40, what: 'another controller reboots n2', run: rebootedBySomebody('n2') },
    ],
  }))

  itTells('a window that opens later, and closes over a drain', () => ({
    world: blocked(
      workers(2, settings({ maintenanceWindows: [windowAt('1', '1m')], drainTimeoutSeconds: 300 })),
      'n1',
      140,
    ),
    seconds: 200,
  }))

  itTells('how pods are drained, edited while a node drains', () => ({
    world: blocked(workers(1, settings({ drainTimeoutSeconds: 30 })), 'n1', 1000),
    happenings: [
      { at: 20, what: 'drainTimeoutSeconds is raised from 30 to 300', run: edit({ drainTimeoutSeconds: 300 }) },
      { at: 60, what: 'drain.skip becomes true', run: edit({ drain: { skip: true } }) },
    ],
    seconds: 90,
  }))

  itTells('maxUnavailable 0 lets nobody start', () => ({
    world: workers(2, settings({ maxUnavailable: 0 })),
    happenings: [{ at: 30, what: 'maxUnavailable is raised to 1', run: edit({ maxUnavailable: 1 }) }],
    seconds: 45,
  }))
})
