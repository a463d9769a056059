import assert from 'node:assert/strict'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { agentDead, ails, edit, rebootedBySomebody, rolledBack } from '../../simulate/happenings'
import { ailing, settings, workers } from '../../simulate/plot'
import { itTells } from '../../simulate/told'

const CHRONYD = 'chronyd.service'
const verify = { systemdUnits: [CHRONYD] }
const failing = { units: { [CHRONYD]: 'failed' } }

describe('a rollout that asks what a rebooted node must show, told', () => {
  itTells('nodes that are well are updated one after another, as without verify', () => ({
    world: workers(2, settings({ verify })),
  }))

  itTells('a canary whose unit fails keeps its slot and its cordon, and the others are left alone', () => ({
    world: workers(3, settings({ verify }), { n1: ailing(NEW, failing) }),
  }))

  itTells('a unit that is well late frees its node, and what was halted stays halted', () => ({
    world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
    happenings: [{ at: 80, what: 'chronyd of n1 is repaired', run: ails('n1', {}) }],
  }))

  itTells('a unit that is well in time is waited for', () => ({
    world: workers(1, settings({ verify }), { n1: ailing(NEW, { units: { [CHRONYD]: 'activating' } }) }),
    happenings: [{ at: 25, what: 'chronyd of n1 has started', run: ails('n1', {}) }],
  }))

  itTells('a unit that flaps is never well for long enough', () => ({
    world: workers(1, settings({ verify, minReadySeconds: 12 })),
    happenings: [18, 23, 28, 33, 38].flatMap((at, turn) => [
      {
        at,
        what: turn % 2 === 0 ? 'chronyd of n1 fails' : 'chronyd of n1 is started again',
        run: ails('n1', turn % 2 === 0 ? failing : {}),
      },
    ]),
    seconds: 60,
  }))

  itTells('a unit that the new image does not have is named', () => ({
    world: workers(1, settings({ verify }), { n1: ailing(NEW, { units: { [CHRONYD]: 'none' } }) }),
  }))

  itTells('an unwell node goes back in its own slot, where verify does not ask', () => ({
    world: workers(3, settings({ verify, onFailure: 'RollBack' }), {
      n1: { quirks: { ails: { [NEW]: failing, [OLD]: { units: { [CHRONYD]: 'none' } } } } },
    }),
  }))

  itTells('an unwell node gets the next target in its own slot', () => ({
    world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
    happenings: [{ at: 80, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) }],
  }))

  itTells(
    'an unwell node that gets the next target while the pool is paused keeps its slot and stays where it is',
    () => ({
      world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
      happenings: [
        {
          at: 80,
          what: 'the pool gets another image, and is paused',
          run: edit({ ref: imageOf(OTHER), paused: true }),
        },
        { at: 140, what: 'the pool is resumed', run: edit({ paused: false }) },
      ],
    }),
  )

  itTells('a retry leaves an unwell node its slot, and a second failure counts', () => ({
    world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
    happenings: [{ at: 80, what: 'the pool is retried', run: edit({ retry: 'again' }) }],
  }))

  itTells('an unwell node that is well after a retry is freed, and the others follow', () => ({
    world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
    happenings: [
      {
        at: 80,
        what: 'chronyd of n1 is repaired, and the pool retried',
        run: world => {
          ails('n1', {})(world)
          edit({ retry: 'again' })(world)
        },
      },
    ],
  }))

  itTells('a node that greenboot takes back to the old image failed, and gives its slot back', () => ({
    world: workers(2, settings({ verify }), {
      n1: { quirks: { ails: { [NEW]: failing, [OLD]: { units: { [CHRONYD]: 'none' } } } } },
    }),
    happenings: [{ at: 20, what: 'greenboot of n1 boots the old image', run: rolledBack('n1') }],
  }))

  itTells('a node that greenboot reboots once more is waited for, and is well in the end', () => ({
    world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
    happenings: [
      { at: 18, what: 'greenboot of n1 boots the new image once more', run: rebootedBySomebody('n1') },
      { at: 24, what: 'the check of n1 passes', run: ails('n1', {}) },
    ],
  }))

  itTells('verify that is edited while a node is verified counts at once', () => ({
    world: workers(2, settings({ verify }), { n1: ailing(NEW, failing) }),
    happenings: [
      {
        at: 20,
        what: 'the pool asks for another unit',
        run: edit({ verify: { systemdUnits: ['boot-complete.target'] } }),
      },
    ],
  }))

  itTells(
    'without a reboot timeout an unwell node is waited for, and named',
    () => ({
      world: workers(1, settings({ verify, rebootTimeoutSeconds: someSeconds(0) }), { n1: ailing(NEW, failing) }),
      seconds: 300,
    }),
    ({ world }) => {
      const status = world.rollouts.get('workers')?.status as { readonly message?: string } | undefined
      assert.match(status?.message ?? '', /n1 Verifying since .*not well: unit chronyd.service is failed/)
    },
  )

  itTells('an agent that is silent after the boot fails as without verify', () => ({
    world: workers(2, settings({ verify })),
    happenings: [{ at: 12, what: 'the agent of n1 dies', run: agentDead('n1', 120) }],
    seconds: 100,
  }))

  itTells('a condition that the new image brings keeps its node out of service', () => {
    const posts = { KernelDeadlock: 'False' }
    const asked = { nodeConditions: [{ type: 'KernelDeadlock', status: 'False' as const }] }
    const sick = ailing(NEW, { conditions: { KernelDeadlock: 'True' } })
    return { world: workers(2, settings({ verify: asked }), { n1: { ...sick, posts }, n2: { posts } }) }
  })

  itTells('a pod of a DaemonSet that is not Ready in time', () => ({
    world: workers(2, settings({ verify: { daemonSetPods: {} } }), { n1: ailing(NEW, { pods: true }) }),
    happenings: [{ at: 90, what: 'the pod of n1 is Ready', run: ails('n1', {}) }],
  }))

  itTells('two unwell nodes keep their slots when another target may have one at a time', () => ({
    world: workers(2, settings({ verify, maxUnavailable: 2, failureThreshold: aCount(3) }), {
      n1: ailing(NEW, failing),
      n2: ailing(NEW, failing),
    }),
    happenings: [
      {
        at: 80,
        what: 'the pool gets another image, one at a time',
        run: edit({ ref: imageOf(OTHER), maxUnavailable: 1 }),
      },
    ],
  }))
})
