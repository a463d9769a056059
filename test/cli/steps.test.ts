import assert from 'node:assert/strict'
import { planOf } from '../../cli/plan/pool-plan'
import { estimateOf } from '../../cli/status/estimate'
import { poolStatus } from '../../cli/status/pool-status'
import { renderPool } from '../../cli/status/render'
import { styleFor } from '../../cli/text/style'
import { nodeWhy } from '../../cli/why/node-why'
import type { BootcRolloutStatus } from '../../hooks/api/bootc-rollout'
import type { RolloutStep } from '../../hooks/api/rollout-step'
import { aMember, being } from '../builders/a-member'
import { aPool } from '../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { aStep } from '../builders/a-step'
import { anUpdate, reporting, running, staged } from '../builders/an-update'
import { NEW } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { nodeIn, oneCourse, type Pair, planLines } from './support/one-course'
import { ATTEMPT, NOW } from './support/scene'

const style = styleFor({ columns: undefined, environment: { COLUMNS: '120' } })
const isCanary = being({ labels: [{ key: 'canary', value: 'true' }] })
const isNone = being({ labels: [{ key: 'canary' }] })

const STEPS: ReadonlyArray<RolloutStep> = [
  aStep('canary', {
    nodeSelector: { matchLabels: { canary: 'true' } },
    soakSeconds: someSeconds(3600),
    approval: 'Manual',
  }),
  aStep('half', { nodes: '50%' as never, soakSeconds: someSeconds(60) }),
]
const waiting = (name: string): Pair => [aMember(name, isNone), anUpdate(name, staged())]
const NODES: ReadonlyArray<Pair> = [
  waiting('n1'),
  [aMember('n2', isCanary), anUpdate('n2', running(NEW))],
  ...['n3', 'n4', 'n5', 'n6'].map(waiting),
]
const SOAKING: BootcRolloutStatus = {
  digest: NEW,
  attempt: ATTEMPT,
  step: {
    id: 'canary',
    attempt: ATTEMPT,
    goal: aCount(1),
    updated: aCount(1),
    begunAt: '2026-01-02T00:00:00Z',
    reachedAt: '2026-01-02T00:10:00Z',
    awaits: 'Soak',
  },
}

const courseWith = (status: BootcRolloutStatus, nodes = NODES, approvedStep?: string) =>
  oneCourse({ ...aRollout(withSettings({ steps: STEPS }), withSpec({ approvedStep })), status }, nodes)

const row = (lines: ReadonlyArray<string>, label: string): ReadonlyArray<string> => {
  const from = lines.findIndex(line => line.trimStart().startsWith(label))
  const rest = lines.slice(from + 1)
  const end = rest.findIndex(line => !/^ {10,}/.test(line))
  return [lines[from] ?? '', ...rest.slice(0, end)].map(line => line.replace(label, '').trim())
}

describe('kubectl bootc, of a pool in steps', () => {
  it('plan has a line for each step, and an order in which each comes before the others', () => {
    const lines = planLines(courseWith(SOAKING), '120')
    assert.deepEqual(row(lines, 'steps'), [
      '1. canary: n2 (1 of 1 run it), soaks until 2026-01-02T01:10:00Z, then approval',
      '2. half: n1, n2, n3, n4, n5 and 1 more (1 of 3 run it), soaks 60 s',
      'then all others',
    ])
    assert.deepEqual(row(lines, 'order'), ['1. n1', '2. n3', '3. n4', '4. n5', '5. n6'])
  })

  it('plan --output json names each step with its state', () => {
    const { steps = [] } = planOf(courseWith(SOAKING))
    assert.deepEqual(
      steps.map(({ id, state, goal, updated }) => ({ id, state, goal, updated })),
      [
        { id: 'canary', state: 'Going', goal: 1, updated: 1 },
        { id: 'half', state: 'Later', goal: 3, updated: 1 },
      ],
    )
    assert.equal(planOf(courseWith({ ...SOAKING, completedAt: '2026-01-02T00:12:00Z' })).steps, undefined)
  })

  it('plan takes the nodes of a step before others, whatever their names', () => {
    const nodes: ReadonlyArray<Pair> = [
      waiting('n1'),
      [aMember('n2', isCanary), anUpdate('n2', staged())],
      waiting('n3'),
    ]
    assert.deepEqual(planOf(courseWith({}, nodes)).batches, [['n2'], ['n1'], ['n3']])
  })

  it('why says of a node which step it waits for, and how to approve it', () => {
    const over = { ...SOAKING, step: SOAKING.step && { ...SOAKING.step, reachedAt: '2026-01-01T00:00:00Z' } }
    const course = courseWith(over)
    const { message, todo } = nodeWhy(nodeIn(course, 'n1'), course)
    assert.match(message ?? '', /is waiting for a slot \(step canary has soaked since .* awaits rollout.approvedStep/)
    assert.equal(todo, 'kubectl bootc approve workers --step')
    const begun = courseWith({}, [waiting('n1'), [aMember('n2', isCanary), anUpdate('n2', staged())]])
    assert.equal(
      nodeWhy(nodeIn(begun, 'n1'), begun).message,
      'is waiting for a slot (step canary: 0 of 1 nodes run the target, and the others wait for it)',
    )
  })

  it('status has one line about it', () => {
    const lines = renderPool(poolStatus({ pool: aPool(), course: courseWith(SOAKING) }), NOW, style, false)
    const said = lines.find(line => line.includes('step canary'))
    assert.match(said ?? '', /step canary \(1 of 2\): 1 of 1 nodes, soaks until 2026-01-02T01:10:00Z/)
  })

  it('status gives no estimate over an approval, and adds the soaks that are left', () => {
    assert.deepEqual(estimateOf(courseWith(SOAKING)), { unknown: 'step canary needs an approval' })
    const history = [
      {
        digest: NEW,
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:06:00Z',
        outcome: 'Completed' as const,
        updated: aCount(6),
        failed: aCount(0),
      },
    ]
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Succeeded' as const, finishedAt: '2026-01-02T00:09:00Z' }
    const arrived: ReadonlyArray<Pair> = [
      waiting('n1'),
      [aMember('n2', isCanary), anUpdate('n2', running(NEW), reporting({ attempt }))],
    ]
    const before = estimateOf(courseWith({ ...SOAKING, history }, arrived, 'canary'))
    // 55 minutes of this soak, a minute of the next, and a minute for the node that is left.
    const want = new Date(NOW.getTime() + (55 + 1 + 1) * 60_000).toISOString()
    assert.deepEqual(before, { at: want, by: 'the last rollout' })
  })
})
