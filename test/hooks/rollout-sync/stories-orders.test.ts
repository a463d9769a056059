import { agentDead, edit, hooksDown, moved, poolDeleted, replaced } from '../../simulate/happenings'
import { poolOf, workers } from '../../simulate/plot'
import { itTells } from '../../simulate/told'

describe('the order of a node, told', () => {
  itTells('paused while drained', () => ({
    world: workers(2),
    happenings: [
      { at: 8, what: 'the agent of n1 dies for 20 s', run: agentDead('n1', 20) },
      { at: 12, what: 'the pool is paused', run: edit({ paused: true }) },
      { at: 40, what: 'the pool is resumed', run: edit({ paused: false }) },
    ],
  }))

  itTells('withdrawn while rebooting', () => ({
    world: workers(2),
    happenings: [
      { at: 13, what: 'the pool is paused', run: edit({ paused: true }) },
      { at: 40, what: 'the pool is resumed', run: edit({ paused: false }) },
    ],
  }))

  itTells('a Node is replaced under the same name while it is ordered', () => ({
    world: workers(2),
    happenings: [
      { at: 8, what: 'the agent of n1 dies for 20 s', run: agentDead('n1', 20) },
      { at: 12, what: 'n1 is replaced by a new machine', run: replaced('n1') },
    ],
  }))

  itTells('a pool is deleted with the hooks down', () => ({
    world: workers(2),
    happenings: [
      { at: 8, what: 'the agent of n1 dies for 40 s', run: agentDead('n1', 40) },
      { at: 12, what: 'the hooks go down for 20 s', run: hooksDown(20) },
      { at: 14, what: 'the pool is deleted', run: poolDeleted },
    ],
  }))

  itTells('a Node is moved between pools in its drain', () => ({
    world: poolOf(workers(2), 'others', 'other'),
    happenings: [{ at: 9, what: 'n1 is given to pool others', run: moved('n1', 'other') }],
  }))

  itTells('a Node is moved between pools when it may reboot', () => ({
    world: poolOf(workers(2), 'others', 'other'),
    happenings: [
      { at: 8, what: 'the agent of n1 dies for 6 s', run: agentDead('n1', 6) },
      { at: 12, what: 'n1 is given to pool others', run: moved('n1', 'other') },
    ],
  }))
})
