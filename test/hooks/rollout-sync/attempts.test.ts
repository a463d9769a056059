import assert from 'node:assert/strict'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { verdictOf } from '../../../hooks/rollout-sync/failure-threshold'
import { listAlike } from '../../../hooks/rollout-sync/list-alike'
import { aRollout } from '../../builders/a-rollout'
import { NEW } from '../../builders/digests'
import { edit } from '../../simulate/happenings'
import { quirk, settings, workers } from '../../simulate/plot'
import { type Happening, tell } from '../../simulate/story'

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5']
const missing = Object.fromEntries(NODES.map(name => [name, quirk({ missing: new Set([NEW]) })]))

/** Five nodes, none of which finds the image; the rollout's status afterwards. */
const afterwards = async (...happenings: ReadonlyArray<Happening>): Promise<BootcRolloutStatus> => {
  const world = workers(NODES.length, settings({ maxStaging: 1 }), missing)
  await tell({ world, happenings })
  return world.rollouts.get('workers')?.status as BootcRolloutStatus & object
}

const retried: Happening = { at: 300, what: 'it is retried', run: edit({ retry: 'again' }) }

describe('nodes that all fail alike', () => {
  it('are counted once: the message says what the counts say', async () => {
    const { phase, failedCount, nodeCount, message = '' } = await afterwards()
    assert.equal(phase, 'Halted')
    const [, said, of] = /(\d+) of (\d+) nodes failed and failureThreshold is 1/.exec(message) ?? []
    assert.deepEqual([Number(said), Number(of)], [failedCount, nodeCount], message)
  })

  it('after the halt are in its message too: the message says what the counts say', () => {
    const failure = { source: 'agent', reason: 'ImageNotFound', message: '', keepsSlot: false } as const
    const is = { phase: 'Failed', ...failure, afterReboot: false, counts: true } as const
    const at = '2026-01-02T00:00:00Z'
    const latched = { attempt: 'a', action: 'Halt' as const, at, message: '1 of 5 nodes failed' }
    const verdict = verdictOf({
      attempt: 'a',
      nodes: NODES.map(name => ({ name, is })),
      settings: aRollout().spec.rollout,
      status: { verdicts: [latched] },
      mayRollBack: false,
      isGoingBack: false,
      now: new Date('2026-01-02T00:10:00Z'),
    })
    assert.equal(verdict?.at, at)
    assert.match(verdict?.message ?? '', /^5 of 5 nodes failed .*: n1, n2, n3, n4, n5 \(ImageNotFound\)$/)
  })

  it('are one line with their number and one cause', () => {
    const note = ' (ImageNotFound)'
    assert.equal(listAlike(NODES.map(name => ({ name, note }))), 'n1, n2, n3, n4, n5 (ImageNotFound)')
    const many = Array.from({ length: 300 }, (_, i) => ({ name: `m${i}`, note }))
    assert.equal(
      listAlike([{ name: 'x', note: ' (FellBack)' }, ...many, { name: 'y', note: ' (StageTimedOut)' }]),
      'm0, m1, m2, m3, m4 and 295 more (ImageNotFound), x (FellBack) and 1 more',
    )
    assert.equal(
      listAlike([
        { name: 'x', note: ' (A)' },
        { name: 'y', note: ' (B)' },
      ]),
      'x (A), y (B)',
    )
  })
})

describe('a target that is tried again', () => {
  it('keeps the attempt that failed in its history, with its own start, its count and the reason', async () => {
    const first = await afterwards()
    const { history = [], startedAt, attempt } = await afterwards(retried)
    const [past] = history
    assert.deepEqual(
      [past?.outcome, past?.failed, past?.startedAt, past?.failedAttempt],
      ['Superseded', first.failedCount, first.startedAt, first.attempt],
    )
    assert.match(past?.message ?? '', /nodes failed and failureThreshold is 1: n1/)
    assert.notEqual(startedAt, first.startedAt)
    assert.notEqual(attempt, first.attempt)
  })

  it('begins nothing anew when it was complete', async () => {
    const world = workers(1)
    const happenings = [{ ...retried, at: 60 }]
    await tell({ world, happenings })
    const status = world.rollouts.get('workers')?.status as BootcRolloutStatus | undefined
    assert.deepEqual(
      status?.history?.map(({ outcome }) => outcome),
      ['Completed'],
    )
  })
})
