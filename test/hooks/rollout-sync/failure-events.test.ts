import assert from 'node:assert/strict'
import { failureEvents } from '../../../hooks/rollout-sync/answer/failure-events'
import type { Observed } from '../../../hooks/rollout-sync/observed'
import { aRollout } from '../../builders/a-rollout'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { quirk, settings, workers } from '../../simulate/plot'
import { tell } from '../../simulate/story'
import type { World } from '../../simulate/world'

const missing = quirk({ missing: new Set([NEW]) })
const sick = quirk({ unbootable: new Set([NEW]) })

/** The warnings of failures that `kubectl get events` shows in the end. */
const failuresOf = async (world: World): Promise<ReadonlyArray<string>> => {
  await tell({ world, happenings: [] })
  return [...world.events.values()]
    .filter(({ reason }) => reason === 'UpdateFailed' || reason === 'NodesFailed')
    .map(({ reason, regarding, message }) => `${reason} ${regarding.kind}/${regarding.name}: ${message}`)
}

const names = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, at) => `n${at + 1}`)
const crowd = (count: number, which: ReturnType<typeof quirk>, change: Parameters<typeof settings>[0] = {}): World =>
  workers(count, settings(change), Object.fromEntries(names(count).map(name => [name, which])))

describe('the events of failures', () => {
  it('are one for many nodes that fail alike, with their number and the first few names', async () => {
    const [event, ...others] = await failuresOf(crowd(8, missing, { maxStaging: 8 }))
    assert.deepEqual(others, [])
    assert.match(
      event ?? '',
      /^NodesFailed BootcRollout\/workers: 8 nodes failed with ImageNotFound: n1, n2, n3, n4, n5 and 3 more; n1: /,
    )
  })

  it('are on its Node for one that fails alone', async () => {
    const events = await failuresOf(crowd(1, missing))
    assert.equal(events.length, 1)
    assert.match(events[0] ?? '', /^UpdateFailed Node\/n1: ImageNotFound: /)
  })

  it('are on each Node that failed after its reboot, which somebody has to look at', async () => {
    const events = await failuresOf(crowd(3, sick, { maxUnavailable: 3, failureThreshold: aCount(3) }))
    assert.deepEqual(events.map(event => event.split(':')[0]).sort(), [
      'UpdateFailed Node/n1',
      'UpdateFailed Node/n2',
      'UpdateFailed Node/n3',
    ])
  })

  it('are few for thousands of machines that failed after their reboots, once', () => {
    const nodes = names(5000).map(name => ({
      name,
      member: { nodeUID: name },
      target: { attempt: 'a' },
      is: { phase: 'Failed', reason: 'FellBack', message: 'it runs the old image', afterReboot: true },
    }))
    const next = {
      failed: names(10).map(node => ({ node, reason: 'FellBack', message: '' })),
      failedCount: aCount(5000),
    }
    const eventsAfter = (status: object | undefined): ReadonlyArray<string> =>
      failureEvents({ rollout: { ...aRollout(), status }, attempt: 'a', nodes } as unknown as Observed, next).map(
        ({ reason }) => reason,
      )
    assert.deepEqual(eventsAfter(undefined), [...names(10).map(() => 'UpdateFailed'), 'NodesFailed'])
    assert.deepEqual(eventsAfter(next), [])
  })
})
