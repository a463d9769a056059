import assert from 'node:assert/strict'
import { being } from '../../builders/a-member'
import { aStep } from '../../builders/a-step'
import { OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import {
  CANARY,
  type Given,
  going,
  isCanary,
  isNone,
  LONG_AGO,
  observed,
  REACHED,
  soak,
  updated,
  waiting,
} from './steps-scene'

/** `passed` ids, then the step that goes on with its counts and what it awaits. */
const said = (given: Given): string => {
  const { steps } = observed(given)
  const { id, updated: has, goal, awaits, reachedAt } = steps.going?.progress ?? {}
  const now =
    id === undefined ? 'rest' : `${id} ${has}/${goal} ${awaits}${reachedAt === undefined ? '' : ` ${reachedAt}`}`
  return [...steps.passed.map(step => step.id), now].join(', ')
}

const cases: ReadonlyArray<readonly [string, Given, string]> = [
  ['without steps it is the rest', { steps: [], nodes: [waiting('n1')] }, 'rest'],
  ['the first one goes on first', { steps: [soak(60), aStep('b')], nodes: [waiting('n1')] }, 'a 0/1 Nodes'],
  [
    'nodes that run the target already reach it at once',
    { steps: [soak(60)], nodes: [updated('n1')] },
    'a 1/1 Soak 2026-01-02T12:00:00Z',
  ],
  [
    'a soak goes on from when it was reached',
    { steps: [soak(60)], nodes: [updated('n1')], status: going({ reachedAt: REACHED }) },
    `a 1/1 Soak ${REACHED}`,
  ],
  [
    'a soak that is over is passed, and the next begins',
    { steps: [soak(30), aStep('b')], nodes: [updated('n1'), waiting('n2')], status: going({ reachedAt: REACHED }) },
    'a, b 1/2 Nodes',
  ],
  [
    'steps without a soak are passed at once',
    { steps: [soak(0), aStep('b', { nodes: aCount(2) })], nodes: [updated('n1'), updated('n2'), waiting('n3')] },
    'a, b, rest',
  ],
  [
    'a soak counts from when it was reached, and not from when it began',
    { steps: [soak(60)], nodes: [updated('n1')], status: going({ begunAt: LONG_AGO, reachedAt: REACHED }) },
    `a 1/1 Soak ${REACHED}`,
  ],
  [
    'a node that leaves takes the soak with it',
    { steps: [soak(30)], nodes: [waiting('n2')], status: going({ reachedAt: REACHED }) },
    'a 0/1 Nodes',
  ],
  [
    'in another attempt it soaks anew',
    { steps: [soak(30)], nodes: [updated('n1')], status: going({ reachedAt: LONG_AGO, attempt: 'other' }) },
    'a 1/1 Soak 2026-01-02T12:00:00Z',
  ],
  [
    'what another digest reached and passed proves nothing',
    {
      steps: [soak(30)],
      nodes: [updated('n1')],
      status: { ...going({ reachedAt: LONG_AGO }), passedSteps: [{ id: 'a', at: LONG_AGO }], digest: OLD },
    },
    'a 1/1 Soak 2026-01-02T12:00:00Z',
  ],
  [
    'a passed step stays passed, whatever becomes of its nodes',
    { steps: [soak(30), aStep('b')], nodes: [waiting('n1')], status: { passedSteps: [{ id: 'a', at: LONG_AGO }] } },
    'a, b 0/1 Nodes',
  ],
  [
    'a renamed step is another one',
    {
      steps: [aStep('c', { nodes: aCount(1) })],
      nodes: [waiting('n1')],
      status: { passedSteps: [{ id: 'a', at: LONG_AGO }] },
    },
    'a, c 0/1 Nodes',
  ],
  [
    'one that was taken out is skipped',
    { steps: [aStep('b')], nodes: [waiting('n1')], status: going({ reachedAt: REACHED }) },
    'b 0/1 Nodes',
  ],
  [
    'one that is added while the rest goes on holds it',
    {
      steps: [soak(0), aStep('b')],
      nodes: [updated('n1'), waiting('n2')],
      status: { passedSteps: [{ id: 'a', at: LONG_AGO }] },
    },
    'a, b 1/2 Nodes',
  ],
  [
    'after completion steps hold nothing',
    { steps: [aStep('b')], nodes: [waiting('n1')], status: { completedAt: LONG_AGO } },
    'rest',
  ],
  ['an urgent digest waits for none', { steps: [soak(60)], nodes: [waiting('n1')], spec: { urgent: true } }, 'rest'],
  [
    'while it is given up there is none',
    {
      steps: [soak(60)],
      nodes: [updated('n1')],
      spec: { cancelled: true },
      status: { passedSteps: [{ id: 'a', at: LONG_AGO }] },
    },
    'rest',
  ],
  [
    'a pool that grows does not begin the soak anew',
    {
      steps: [soak(60, { nodes: '50%' as never })],
      nodes: ['n1', 'n2', 'n3', 'n4'].map(name => (name === 'n1' ? updated(name) : waiting(name))),
      status: going({ reachedAt: REACHED }),
    },
    `a 1/1 Soak ${REACHED}`,
  ],
  [
    'a pool that shrinks wants fewer',
    {
      steps: [soak(60, { nodes: '50%' as never })],
      nodes: [updated('n1'), waiting('n2')],
      status: going({ goal: aCount(3), updated: aCount(1), awaits: 'Nodes' }),
    },
    'a 1/1 Soak 2026-01-02T12:00:00Z',
  ],
  [
    'no more than take part are asked for',
    { steps: [soak(60, { nodes: aCount(5) })], nodes: [updated('n1'), waiting('n2'), waiting('n3')] },
    'a 1/3 Nodes',
  ],
  [
    'percentages are rounded up',
    { steps: [soak(60, { nodes: '1%' as never })], nodes: [waiting('n1'), waiting('n2')] },
    'a 0/1 Nodes',
  ],
  [
    'only nodes of its selector count',
    { steps: [soak(60, { nodeSelector: CANARY })], nodes: [updated('n1', isNone), waiting('n2', isCanary)] },
    'a 0/1 Nodes',
  ],
  [
    'a node that another pool claims too proves nothing',
    { steps: [soak(60)], nodes: [updated('n1', being({ contenders: ['others', 'workers'] })), waiting('n2')] },
    'a 0/1 Nodes',
  ],
  [
    'a step of no node is not passed',
    { steps: [soak(0, { nodeSelector: CANARY }), aStep('b')], nodes: [waiting('n1', isNone)] },
    'a 0/0 Nodes',
  ],
  [
    'labels that were not read keep it where it is',
    {
      steps: [soak(0, { nodeSelector: CANARY })],
      nodes: [updated('n1', isCanary), waiting('n2')],
      status: going({ reachedAt: REACHED }),
    },
    `a 1/1 Soak ${REACHED}`,
  ],
  [
    'Manual awaits an approval once it has soaked',
    { steps: [soak(30, { approval: 'Manual' })], nodes: [updated('n1')], status: going({ reachedAt: REACHED }) },
    `a 1/1 Approval ${REACHED}`,
  ],
  [
    'an approval in the soak does not shorten it',
    {
      steps: [soak(60, { approval: 'Manual' })],
      nodes: [updated('n1')],
      status: going({ reachedAt: REACHED }),
      spec: { approvedStep: 'a' },
    },
    `a 1/1 Soak ${REACHED}`,
  ],
  [
    'the approval of a later step counts for those before it',
    {
      steps: [soak(30, { approval: 'Manual' }), aStep('b', { approval: 'Manual', nodes: aCount(2) }), aStep('c')],
      nodes: [updated('n1'), waiting('n2')],
      status: going({ reachedAt: REACHED }),
      spec: { approvedStep: 'b' },
    },
    'a, b 1/2 Nodes',
  ],
  [
    'the approval of an earlier step does not',
    {
      steps: [soak(30), aStep('b', { approval: 'Manual', nodes: aCount(1) })],
      nodes: [updated('n1')],
      status: { passedSteps: [{ id: 'a', at: LONG_AGO }] },
      spec: { approvedStep: 'a' },
    },
    'a, b 1/1 Approval 2026-01-02T12:00:00Z',
  ],
  [
    'the approval of a step that is none approves nothing',
    {
      steps: [soak(30, { approval: 'Manual' })],
      nodes: [updated('n1')],
      status: going({ reachedAt: REACHED }),
      spec: { approvedStep: 'x' },
    },
    `a 1/1 Approval ${REACHED}`,
  ],
  [
    'a node that is not well keeps the end of the soak away',
    { steps: [soak(30)], nodes: [updated('n1', being({ ready: false }))], status: going({ reachedAt: REACHED }) },
    `a 1/1 Health ${REACHED}`,
  ],
]

describe('the step that goes on', () => {
  for (const [name, given, want] of cases) it(name, () => assert.equal(said(given), want))

  it('remembers what it passed, and no more than 32 of what the pool does not have any more', () => {
    const passed = Array.from({ length: 40 }, (_, at) => ({ id: `old-${at}`, at: LONG_AGO }))
    const { steps } = observed({ steps: [soak(0)], nodes: [updated('n1')], status: { passedSteps: passed } })
    assert.equal(steps.passed.length, 32)
    assert.equal(steps.passed.at(-1)?.id, 'a')
  })
})
