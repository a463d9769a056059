import assert from 'node:assert/strict'
import { NEW } from '../../builders/digests'
import { quirk, settings, workers } from '../../simulate/plot'
import { tell } from '../../simulate/story'
import type { World } from '../../simulate/world'

/** What `kubectl get events` shows of it, in the order in which it was told. */
const eventsOf = async (world: World): Promise<ReadonlyArray<string>> => {
  await tell({ world })
  return [...world.events.values()].map(
    ({ regarding, type, reason }) => `${type} ${reason} ${regarding.kind}/${regarding.name}`,
  )
}

describe('the events of a rollout', () => {
  it('tell each transition once, on the object that it is about', async () => {
    assert.deepEqual(await eventsOf(workers(2)), [
      'Normal UpdateStarted Node/n1',
      'Normal RebootOrdered BootcNodeUpdate/n1',
      'Normal Updated Node/n1',
      'Normal UpdateStarted Node/n2',
      'Normal RebootOrdered BootcNodeUpdate/n2',
      'Normal Updated Node/n2',
      'Normal Completed BootcRollout/workers',
      'Normal UpToDate BootcNodePool/workers',
    ])
  })

  it('tell a failure on the Node and on its BootcNodeUpdate, and that the rollout halts', async () => {
    assert.deepEqual(await eventsOf(workers(1, settings(), { n1: quirk({ missing: new Set([NEW]) }) })), [
      'Warning UpdateFailed Node/n1',
      'Warning UpdateFailed BootcNodeUpdate/n1',
      'Warning Halted BootcRollout/workers',
      'Warning Halted BootcNodePool/workers',
    ])
  })
})
