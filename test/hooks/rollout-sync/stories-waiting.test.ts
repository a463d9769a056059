import assert from 'node:assert/strict'
import { imageOf, NEW } from '../../builders/digests'
import { edit } from '../../simulate/happenings'
import { patient, settings, withJob, workers } from '../../simulate/plot'
import { addPod, LONG_JOB } from '../../simulate/pods'
import type { Telling } from '../../simulate/story'
import { allRun, itTells } from '../../simulate/told'

const jobsEvicted = ({ world }: Telling): number =>
  world.journal.evictions.filter(({ pod }) => pod.kind === 'job').length

describe('pods that a drain waits for, told', () => {
  itTells(
    'a job that ends in a drain is left to its end',
    () => ({ world: withJob(workers(2, patient(settings({ drainTimeoutSeconds: 0 }))), 'n1', 90) }),
    told => {
      allRun(imageOf(NEW))(told)
      assert.equal(jobsEvicted(told), 0)
    },
  )

  itTells(
    'a job that does not end in time fails the drain and is still there',
    () => ({ world: withJob(workers(2, patient(settings())), 'n1', 900), seconds: 120 }),
    told => {
      assert.equal(jobsEvicted(told), 0)
      assert.equal(told.world.pods.filter(({ kind, node }) => kind === 'job' && node === 'n1').length, 1)
    },
  )

  itTells(
    'a pool that is edited in a drain to wait for a job waits for it',
    () => {
      const world = workers(1, settings({ drainTimeoutSeconds: 0 }))
      world.budgets = { web: world.now + 300_000 }
      addPod(world, 'n1', { kind: 'job', budget: 'web', doneAt: world.now + 90_000 })
      const wait = edit({ drain: { waitForPods: { matchLabels: LONG_JOB } } })
      return { world, happenings: [{ at: 40, what: 'the pool waits for long jobs', run: wait }] }
    },
    told => {
      allRun(imageOf(NEW))(told)
      assert.equal(jobsEvicted(told), 0)
    },
  )
})
