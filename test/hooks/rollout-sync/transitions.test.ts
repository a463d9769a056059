import assert from 'node:assert/strict'
import { aFoundImage } from '../../builders/a-lookup'
import { NEW } from '../../builders/digests'
import { edit, poolDeleted } from '../../simulate/happenings'
import { blocked, quirk, settings, workers } from '../../simulate/plot'
import { type Happening, tell } from '../../simulate/story'
import { followers, tagged } from '../../simulate/tag-plot'
import type { World } from '../../simulate/world'

const at = (seconds: number, run: Happening['run']): Happening => ({ at: seconds, what: 'something happens', run })

/** What `kubectl get events` shows of it, in the order in which it was recorded. */
const eventsOf = async (world: World, happenings: ReadonlyArray<Happening> = []): Promise<ReadonlyArray<string>> => {
  await tell({ world, happenings })
  return [...world.events.values()].map(
    ({ regarding, type, reason }) => `${type} ${reason} ${regarding.kind}/${regarding.name}`,
  )
}

const ofPool = (events: ReadonlyArray<string>): ReadonlyArray<string> =>
  events.flatMap(event => (event.includes('BootcNodePool') ? [event.replace(' BootcNodePool/workers', '')] : []))

const saidOf = (world: World, wanted: string): ReadonlyArray<string> =>
  [...world.events.values()].flatMap(({ reason, regarding, message }) =>
    reason === wanted ? [`${regarding.name}: ${message}`] : [],
  )

describe('the events of a rollout', () => {
  it('tell each transition once, on the object that it is about', async () => {
    assert.deepEqual(await eventsOf(workers(2)), [
      'Normal RolloutStarted BootcNodePool/workers',
      'Normal UpdateStarted Node/n1',
      'Normal Updated Node/n1',
      'Normal UpdateStarted Node/n2',
      'Normal Updated Node/n2',
      'Normal UpToDate BootcNodePool/workers',
    ])
  })

  it('tell when a node reboots whose drain took long', async () => {
    const events = await eventsOf(blocked(workers(1), 'n1', 32))
    assert.deepEqual(
      events.filter(event => event.endsWith('Node/n1')),
      [
        'Normal UpdateStarted Node/n1',
        'Warning DrainBlocked Node/n1',
        'Normal RebootOrdered Node/n1',
        'Normal Updated Node/n1',
      ],
    )
  })

  it('tell a failure on the Node, and that its pool halts', async () => {
    assert.deepEqual(await eventsOf(workers(1, settings(), { n1: quirk({ missing: new Set([NEW]) }) })), [
      'Normal RolloutStarted BootcNodePool/workers',
      'Warning UpdateFailed Node/n1',
      'Warning Halted BootcNodePool/workers',
    ])
  })

  it('tell of a pause and of its end', async () => {
    const world = workers(2)
    const happenings = [at(3, edit({ paused: true })), at(60, edit({ paused: false }))]
    const events = ofPool(await eventsOf(world, happenings))
    assert.deepEqual(events, ['Normal RolloutStarted', 'Normal Paused', 'Normal Resumed', 'Normal UpToDate'])
  })

  it('tell of a cancellation, of what comes of it, and of its end', async () => {
    const world = workers(2, settings({ maxUnavailable: 0 }))
    const happenings = [
      at(30, edit({ cancelledDigest: NEW })),
      at(90, edit({ cancelledDigest: undefined, maxUnavailable: 1 })),
    ]
    const events = ofPool(await eventsOf(world, happenings))
    assert.deepEqual(events, [
      'Normal RolloutStarted',
      'Normal Paused',
      'Normal Cancelled',
      'Normal RolledBack',
      'Normal RolloutStarted',
      'Normal UpToDate',
    ])
    assert.deepEqual(saidOf(world, 'Cancelled'), [
      'workers: v3 (bbbbbbbbbbbb) is cancelled by spec.rollout.cancelledDigest',
    ])
    assert.deepEqual(saidOf(world, 'RolloutStarted').slice(1), [
      'workers: cancellation of v3 (bbbbbbbbbbbb) withdrawn; rolls out again',
    ])
  })

  it('tell of a retry', async () => {
    const sick = quirk({ unbootable: new Set([NEW]) })
    const world = workers(1, settings(), { n1: sick })
    const happenings = [at(60, world => quirk({}).repair(world, 'n1')), at(61, edit({ retry: 'again' }))]
    const events = ofPool(await eventsOf(world, happenings))
    assert.deepEqual(events, ['Normal RolloutStarted', 'Warning Halted', 'Normal Retried', 'Normal UpToDate'])
    assert.deepEqual(saidOf(world, 'Retried'), [
      'workers: v3 (bbbbbbbbbbbb) is tried again: spec.rollout.retry is again',
    ])
  })

  it('tell of an approval, and where it leads', async () => {
    const world = followers(1, 'Manual')
    const happenings = [at(40, tagged(aFoundImage(NEW, { version: 'v3' }))), at(120, edit({ approvedDigest: NEW }))]
    const events = ofPool(await eventsOf(world, happenings))
    assert.deepEqual(events, [
      'Normal RolloutStarted',
      'Normal UpToDate',
      'Normal UpdateAvailable',
      'Normal Approved',
      'Normal RolloutStarted',
      'Normal UpToDate',
    ])
    assert.deepEqual(saidOf(world, 'RolloutStarted').slice(1), [
      'workers: rolls out v2 (aaaaaaaaaaaa) → v3 (bbbbbbbbbbbb)',
    ])
  })

  it('tell what each node runs when its pool is deleted in the middle of a rollout, and warn of nothing', async () => {
    const world = workers(3)
    const events = await eventsOf(world, [at(24, poolDeleted)])
    assert.deepEqual(saidOf(world, 'LeftPool'), [
      'n1: left pool workers; runs v3 (bbbbbbbbbbbb)',
      'n2: left pool workers; runs v2 (aaaaaaaaaaaa)',
      'n3: left pool workers; runs v2 (aaaaaaaaaaaa)',
    ])
    assert.deepEqual(saidOf(world, 'StaleSlotRemoved').length, 1)
    assert.deepEqual(
      events.filter(event => event.startsWith('Warning')),
      [],
    )
  })
})
