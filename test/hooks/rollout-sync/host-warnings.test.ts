import assert from 'node:assert/strict'
import { nodeWhy } from '../../../cli/why/node-why'
import { whyFields } from '../../../cli/why/render'
import { NOTHING_DONE } from '../../../hooks/rollout-sync/act/act'
import { rolloutTransitions } from '../../../hooks/rollout-sync/answer/transitions'
import { aMember } from '../../builders/a-member'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate, reporting } from '../../builders/an-update'
import { oneCourse } from '../../cli/support/one-course'
import { NOW } from '../../cli/support/scene'

const ago = (seconds: number): string => new Date(NOW.getTime() - seconds * 1000).toISOString()

const condition = (type: string, status: string, reason: string, message: string, since = ago(60)) => ({
  ...{ type, status, reason, message },
  lastTransitionTime: since,
})
const LOST = condition('Drifted', 'True', 'KernelArgumentsLost', 'kernel arguments were lost')
const UNPULLED = condition('BoundImagesPulled', 'False', 'NotPulledByBootc', 'r/logs:1 is missing')
const OVER = [
  condition('Drifted', 'False', 'AsExpected', ''),
  condition('BoundImagesPulled', 'True', 'AsExpected', ''),
  condition('Degraded', 'True', 'DiskFull', 'no space'),
]

const courseOf = (...conditions: ReadonlyArray<ReadonlyArray<object>>) =>
  oneCourse(
    aRollout(),
    conditions.map((its, at) => [aMember(`n${at}`), anUpdate(`n${at}`, reporting({ conditions: its } as object))]),
  )

const eventsOf = ({ observed }: ReturnType<typeof courseOf>): ReadonlyArray<string> =>
  rolloutTransitions(observed, NOTHING_DONE, { failed: [], failedCount: 0 as never }).map(
    ({ type, reason, regarding, message }) => `${type} ${reason} ${regarding.name}: ${message}`,
  )

describe('what an agent reports of its host beside the update', () => {
  it('is an event on the Node, and stands in kubectl bootc why', () => {
    const course = courseOf([LOST, UNPULLED], OVER)
    const said = ['KernelArgumentsLost: kernel arguments were lost', 'NotPulledByBootc: r/logs:1 is missing']
    assert.deepEqual(
      eventsOf(course),
      said.map(text => `Warning HostWarning n0: ${text}`),
    )
    const [warned, other] = course.observed.nodes.map(node => nodeWhy(node, course))
    assert.ok(warned !== undefined && other !== undefined)
    assert.deepEqual(warned.host, said)
    assert.deepEqual(whyFields(warned, NOW).find(([label]) => label === 'host')?.[1], said)
    assert.equal(other.host, undefined)
  })

  it('is no event any more when the API server has forgotten it', () => {
    assert.deepEqual(eventsOf(courseOf([{ ...LOST, lastTransitionTime: ago(3601) }])), [])
  })

  it('does not bury other events when a whole fleet is changed', () => {
    assert.equal(eventsOf(courseOf(...Array(30).fill([LOST]))).length, 10)
  })
})
