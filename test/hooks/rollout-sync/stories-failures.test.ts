import { imageOf, NEW, OTHER } from '../../builders/digests'
import { agentDead, edit, kubeletSilent, poweredOff, statusLost } from '../../simulate/happenings'
import { blocked, pinned, quirk, settings, workers } from '../../simulate/plot'
import { itTells } from '../../simulate/told'

describe('a rollout in which something fails, told', () => {
  itTells('a node that cannot stage', () => ({
    world: workers(3, settings(), { n2: quirk({ missing: new Set([NEW]) }) }),
  }))

  itTells('a download that takes too long', () => ({
    world: workers(2, settings(), { n2: quirk({ flaky: 99 }) }),
    seconds: 60,
  }))

  itTells('a drain that a budget blocks for too long', () => ({ world: blocked(workers(2), 'n1', 300) }))

  itTells('a drain that a budget blocks for a while', () => ({ world: blocked(workers(1), 'n1', 30) }))

  itTells('a pod that its template puts back on the cordoned node is named', () => ({
    world: pinned(workers(2), 'n1'),
  }))

  itTells('a node that never comes back', () => ({
    world: workers(2),
    happenings: [{ at: 13, what: 'n1 does not come up', run: poweredOff('n1') }],
  }))

  itTells('a node that comes back late', () => ({
    world: workers(2),
    happenings: [
      { at: 13, what: 'n1 does not come up', run: poweredOff('n1') },
      { at: 90, what: 'n1 is switched on', run: poweredOff('n1', false) },
    ],
  }))

  itTells('a node that comes back NotReady, repaired by another image', () => ({
    world: workers(2, settings(), { n1: quirk({ sick: new Set([NEW]) }) }),
    happenings: [{ at: 60, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) }],
  }))

  itTells('an agent that is dead', () => ({
    world: workers(2),
    happenings: [{ at: 1, what: 'the agent of n2 dies', run: agentDead('n2', 3000) }],
    seconds: 700,
  }))

  itTells('a staged image that a power cut takes away once', () => ({
    world: workers(1, settings(), { n1: quirk({ losesStaged: 1 }) }),
  }))

  itTells('a node that waits until it was Ready for long', () => ({
    world: workers(1, settings({ minReadySeconds: 20 })),
    happenings: [{ at: 18, what: 'the kubelet of n1 is not heard for 5 s', run: kubeletSilent('n1', 5) }],
  }))

  itTells('the status is lost while a node reboots', () => ({
    world: workers(2),
    happenings: [{ at: 12, what: "the rollout's status is lost", run: statusLost }],
  }))
})
