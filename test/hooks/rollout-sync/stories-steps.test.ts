import type { RolloutStep } from '../../../hooks/api/rollout-step'
import { aStep } from '../../builders/a-step'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import {
  breaksUnder,
  edit,
  held,
  hooksDown,
  joins,
  kubeletSilent,
  labelled,
  rebootedBySomebody,
  removed,
  rolledBack,
  statusLost,
} from '../../simulate/happenings'
import { quirk, settings, windowAt, workers } from '../../simulate/plot'
import { itTells } from '../../simulate/told'

const CANARY = { labels: { canary: 'true' } }
const aCanary = (changes: Partial<RolloutStep> = {}): RolloutStep =>
  aStep('canary', { nodeSelector: { matchLabels: { canary: 'true' } }, soakSeconds: someSeconds(40), ...changes })
const approved = (id: string, digest = NEW) => edit({ approvedStep: { digest, id } })

describe('a rollout in steps, told', () => {
  itTells('one canary, its soak, and then the rest', () => ({
    world: workers(3, settings({ steps: [aCanary()] }), { n2: CANARY }),
  }))

  itTells('one node, half of the pool, and then the rest, two at a time', () => ({
    world: workers(
      4,
      settings({
        maxUnavailable: 2,
        steps: [aStep('one', { nodes: aCount(1) }), aStep('half', { nodes: '50%' as never })],
      }),
    ),
  }))

  itTells('a canary that soaks until its step is approved', () => ({
    world: workers(2, settings({ steps: [aCanary({ approval: 'Manual' })] }), { n1: CANARY }),
    happenings: [
      { at: 30, what: 'the step is approved for another digest', run: approved('canary', OLD) },
      { at: 90, what: 'the step is approved', run: approved('canary') },
    ],
  }))

  itTells('an approval in the soak does not shorten it', () => ({
    world: workers(2, settings({ steps: [aCanary({ approval: 'Manual' })] }), { n1: CANARY }),
    happenings: [{ at: 30, what: 'the step is approved', run: approved('canary') }],
  }))

  itTells('a step that no node matches lets no image through', () => ({
    world: workers(2, settings({ steps: [aCanary()] })),
    happenings: [{ at: 60, what: 'the step is taken out', run: edit({ steps: [] }) }],
    seconds: 61,
  }))

  itTells('a pool of one node soaks before it is up to date', () => ({
    world: workers(1, settings({ steps: [aStep('all', { soakSeconds: someSeconds(40) })] })),
  }))

  itTells('a soak that ends while the pool is paused goes on at once when it is resumed', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [
      { at: 30, what: 'the pool is paused', run: edit({ paused: true }) },
      { at: 90, what: 'the pool is resumed', run: edit({ paused: false }) },
    ],
  }))

  itTells('a soak runs on outside the window, and the rest waits for the next one', () => ({
    world: workers(
      2,
      settings({
        steps: [aCanary({ soakSeconds: someSeconds(70) })],
        maintenanceWindows: [windowAt('0', '1m'), windowAt('3', '1m')],
      }),
      { n1: CANARY },
    ),
  }))

  itTells('a canary that falls back at once halts before any other node starts', () => ({
    world: workers(3, settings({ failureThreshold: aCount(3), steps: [aCanary()] }), {
      n2: { ...CANARY, ...quirk({ unbootable: new Set([NEW]) }) },
    }),
  }))

  itTells('nodes of a step that was passed roll back when a later step fails', () => ({
    world: workers(
      2,
      settings({
        onFailure: 'RollBack',
        steps: [aStep('one', { nodes: aCount(1) }), aStep('two', { soakSeconds: someSeconds(30) })],
      }),
      { n2: quirk({ unbootable: new Set([NEW]) }) },
    ),
  }))

  itTells('a canary that is deleted in its soak is replaced, and the soak begins anew', () => ({
    world: workers(3, settings({ steps: [aCanary({ nodes: aCount(1) })] }), { n1: CANARY, n2: CANARY }),
    happenings: [{ at: 40, what: 'the machine of n1 is gone', run: removed('n1') }],
    seconds: 60,
  }))

  itTells('a canary that is NotReady for 20 s in its soak is no failure', () => ({
    world: workers(2, settings({ minReadySeconds: 30, steps: [aCanary({ soakSeconds: someSeconds(90) })] }), {
      n1: CANARY,
    }),
    happenings: [{ at: 70, what: 'the kubelet of n1 is silent for 20 s', run: kubeletSilent('n1', 20) }],
    seconds: 170,
  }))

  itTells('a canary that is NotReady for longer than minReadySeconds in its soak halts', () => ({
    world: workers(2, settings({ minReadySeconds: 30, steps: [aCanary({ soakSeconds: someSeconds(300) })] }), {
      n1: CANARY,
    }),
    happenings: [{ at: 70, what: 'the kubelet of n1 is silent for 120 s', run: kubeletSilent('n1', 120) }],
    seconds: 240,
  }))

  itTells('a canary that goes back to its old image by itself in its soak halts', () => ({
    world: workers(3, settings({ steps: [aCanary({ nodes: aCount(1) })] }), { n1: CANARY, n2: CANARY }),
    happenings: [{ at: 40, what: 'somebody rolls n1 back by hand', run: rolledBack('n1') }],
  }))

  itTells('all canaries are held, and no other node takes their place', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [
      { at: 1, what: 'the cluster autoscaler is about to remove n1', run: held('n1') },
      { at: 60, what: 'it does not any more', run: held('n1', false) },
    ],
    seconds: 80,
  }))

  itTells('steps that are edited in a soak: it counts from when it was reached, and a new step holds the rest', () => ({
    world: workers(3, settings({ steps: [aStep('first', { nodes: aCount(1), soakSeconds: someSeconds(60) })] })),
    happenings: [
      {
        at: 30,
        what: 'the soak is to be 12 s, and a step of two nodes comes after it',
        run: edit({
          steps: [
            aStep('first', { nodes: aCount(2), soakSeconds: someSeconds(12) }),
            aStep('then', { nodes: aCount(2), soakSeconds: someSeconds(30) }),
          ],
        }),
      },
    ],
    seconds: 70,
  }))

  itTells('another target in a soak begins with the first step again', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [{ at: 40, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) }],
    seconds: 60,
  }))

  itTells('a target that becomes urgent in a soak waits for nothing any more', () => ({
    world: workers(2, settings({ steps: [aCanary({ soakSeconds: someSeconds(3000) })] }), { n1: CANARY }),
    happenings: [{ at: 40, what: 'the target is urgent', run: edit({ urgentDigest: NEW }) }],
  }))

  itTells('a broken node of the rest is repaired while a canary soaks', () => ({
    world: workers(2, settings({ steps: [aCanary({ soakSeconds: someSeconds(300) })] }), { n1: CANARY }),
    happenings: [
      { at: 30, what: 'n2 breaks under its old image', run: breaksUnder('n2', OLD) },
      { at: 31, what: 'and reboots', run: rebootedBySomebody('n2') },
    ],
    seconds: 120,
  }))

  itTells('StageOnly sees nothing of steps', () => ({
    world: workers(2, settings({ strategy: 'StageOnly', steps: [aCanary()] }), { n1: CANARY }),
    happenings: [
      { at: 20, what: 'another controller reboots n2', run: rebootedBySomebody('n2') },
      { at: 30, what: 'another controller reboots n1', run: rebootedBySomebody('n1') },
    ],
  }))

  itTells('a status that is lost in a soak costs a soak', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [{ at: 40, what: 'the status of the rollout is lost', run: statusLost }],
  }))

  itTells('a soak that ends while the hooks are down', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [{ at: 30, what: 'no hook server answers for 60 s', run: hooksDown(60) }],
  }))

  itTells('cancelled in a soak: the canary rolls back, and its step is dropped', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [{ at: 40, what: 'the target is given up', run: edit({ cancelledDigest: NEW }) }],
  }))

  itTells('a node that becomes a canary in the soak, and one that joins the pool, wait for its end', () => ({
    world: workers(2, settings({ steps: [aCanary()] }), { n1: CANARY }),
    happenings: [
      { at: 40, what: 'n3 joins', run: joins('n3') },
      { at: 45, what: 'n2 becomes a canary', run: labelled('n2', { canary: 'true' }) },
    ],
    seconds: 60,
  }))
})
