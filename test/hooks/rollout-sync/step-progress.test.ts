import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { shortDigest } from '../../../hooks/api/image'
import type { MemberLabel } from '../../../hooks/api/pool-member'
import type { RolloutStep } from '../../../hooks/api/rollout-step'
import { stepGate } from '../../../hooks/rollout-sync/decide/step-gate'
import { observe } from '../../../hooks/rollout-sync/observed'
import { aMember, being, joined } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { aStep } from '../../builders/a-step'
import { anUpdate, inBoot, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { NEW, OLD } from '../../builders/digests'
import { relatedUpdates } from '../../builders/related'
import { aCount, someSeconds } from '../../builders/settings'

const NOW = new Date('2026-01-02T12:00:00Z')
const ATTEMPT = shortDigest(NEW)
const CANARY = { matchLabels: { canary: 'true' } }
const [REACHED, LONG_AGO] = ['2026-01-02T11:59:30Z', '2026-01-02T10:00:00Z']

const labelled = (...labels: ReadonlyArray<MemberLabel>) => being({ labels })
const isCanary = labelled({ key: 'canary', value: 'true' })
const isNone = labelled({ key: 'canary' })

/** It was taken to the target under a mark that is gone. */
const updated = (name: string, ...changes: ReadonlyArray<Parameters<typeof aMember>[1]>): BootcNodeUpdate =>
  joined(
    aMember(name, being({ bootID: 'boot-2' }), ...changes.flatMap(change => change ?? [])),
    anUpdate(
      name,
      rebootOrder('1'),
      running(NEW),
      inBoot('boot-2/0'),
      reporting({
        attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded', fromBoot: 'boot-1/0', toBoot: 'boot-2/0' },
      }),
    ),
  )
const waiting = (name: string, ...changes: ReadonlyArray<Parameters<typeof aMember>[1]>): BootcNodeUpdate =>
  joined(aMember(name, ...changes.flatMap(change => change ?? [])), anUpdate(name, staged()))

interface Given {
  readonly steps: ReadonlyArray<RolloutStep>
  readonly nodes: ReadonlyArray<BootcNodeUpdate>
  readonly status?: BootcRolloutStatus
  readonly spec?: Partial<BootcRollout['spec']>
}

const observed = ({ steps, nodes, status = {}, spec = {} }: Given) =>
  observe(
    {
      parent: {
        ...aRollout(withSettings({ steps }), withSpec(spec)),
        status: { digest: NEW, attempt: ATTEMPT, ...status },
      },
      related: relatedUpdates(nodes),
    },
    NOW,
  )

const going = (step: Partial<NonNullable<BootcRolloutStatus['step']>>): BootcRolloutStatus => ({
  step: { id: 'a', attempt: ATTEMPT, goal: aCount(1), updated: aCount(1), begunAt: LONG_AGO, awaits: 'Soak', ...step },
})

/** `passed` ids, then the step that goes on with its counts and what it awaits. */
const said = (given: Given): string => {
  const { steps } = observed(given)
  const { id, updated: has, goal, awaits, reachedAt } = steps.going?.progress ?? {}
  const now =
    id === undefined ? 'rest' : `${id} ${has}/${goal} ${awaits}${reachedAt === undefined ? '' : ` ${reachedAt}`}`
  return [...steps.passed.map(step => step.id), now].join(', ')
}

const soak = (seconds: number, changes: Partial<RolloutStep> = {}) =>
  aStep('a', { nodes: aCount(1), soakSeconds: someSeconds(seconds), ...changes })

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

/** Reason and message of the gate. */
const closed = (given: Given): string => {
  const gate = stepGate(observed(given))
  return gate === undefined ? 'open' : `${gate.phase} ${gate.reason}: ${gate.message}`
}

const gates: ReadonlyArray<readonly [string, Given, string | RegExp]> = [
  ['is open while its nodes are on their way', { steps: [soak(60)], nodes: [waiting('n1')] }, 'open'],
  ['is open after the last step', { steps: [soak(0)], nodes: [updated('n1'), waiting('n2')] }, 'open'],
  [
    'says until when it soaks',
    { steps: [soak(60)], nodes: [updated('n1')], status: going({ reachedAt: REACHED }) },
    `Soaking Soaking: step a: 1 of 1 nodes run the target since ${REACHED}, it soaks until 2026-01-02T12:00:30Z`,
  ],
  [
    'names who is not well',
    {
      steps: [soak(60)],
      nodes: [updated('n1', being({ ready: false }))],
      status: {
        ...going({ reachedAt: REACHED }),
        unwell: [{ node: 'n1', since: '2026-01-02T11:59:45Z', because: [] }],
      },
    },
    /^Soaking Soaking: .*; n1 is not well since 2026-01-02T11:59:45Z: it is NotReady$/,
  ],
  [
    'says what to set for an approval',
    { steps: [soak(30, { approval: 'Manual' })], nodes: [updated('n1')], status: going({ reachedAt: REACHED }) },
    `AwaitsApproval AwaitsApproval: step a has soaked since 2026-01-02T12:00:00Z and awaits rollout.approvedStep {digest: ${NEW}, id: a}`,
  ],
  [
    'halts where no node matches',
    { steps: [soak(0, { nodeSelector: CANARY })], nodes: [waiting('n1', isNone)], status: going({}) },
    `Halted StepEmpty: step a: no node of the pool matches its nodeSelector, since ${LONG_AGO}`,
  ],
  [
    'names nodes whose labels were not read',
    {
      steps: [soak(0, { nodeSelector: { matchExpressions: [{ key: 'canary', operator: 'NotIn', values: ['no'] }] } })],
      nodes: [waiting('n1')],
    },
    'Progressing MembersBehind: labels of n1 have not been read since step a was edited',
  ],
]

describe('the gate of a step', () => {
  for (const [name, given, want] of gates) {
    it(name, () => (typeof want === 'string' ? assert.equal(closed(given), want) : assert.match(closed(given), want)))
  }
})

/** Reasons of failed nodes, and what becomes of the pool. */
const judged = (given: Given) => {
  const { nodes, verdicts, steps } = observed(given)
  const failures = nodes.flatMap(({ name, is }) => (is.phase === 'Failed' ? [`${name} ${is.reason}`] : []))
  return [
    ...failures,
    ...verdicts.map(({ action, message }) => `${action}: ${message}`),
    steps.going?.progress.awaits ?? 'rest',
  ]
}

describe('a node that was updated, while a step goes on', () => {
  const since = (at: string): BootcRolloutStatus => ({
    ...going({ reachedAt: REACHED }),
    unwell: [{ node: 'n1', since: at, because: [] }],
  })
  const notReady = being({ ready: false })
  const steps = [soak(3600)]

  it('is no failure when it is NotReady for less than minReadySeconds', () =>
    assert.deepEqual(judged({ steps, nodes: [updated('n1', notReady)], status: since('2026-01-02T11:59:40Z') }), [
      'Soak',
    ]))

  it('has failed when it is so for longer, by the clock of the operator', () =>
    assert.deepEqual(judged({ steps, nodes: [updated('n1', notReady)], status: since('2026-01-02T11:59:29Z') }), [
      'n1 UnhealthyInSoak',
      'Halt: step a: 1 of 1 nodes failed after the reboot and its failureThreshold is 1: n1 (UnhealthyInSoak)',
      'Nodes',
    ]))

  it('is not judged once all steps are passed', () =>
    assert.deepEqual(
      judged({
        steps: [soak(0)],
        nodes: [updated('n1', notReady), waiting('n2')],
        status: { ...since('2026-01-02T11:00:00Z'), passedSteps: [{ id: 'a', at: LONG_AGO }] },
      }),
      ['rest'],
    ))

  const rebooted = (toBoot: string | undefined): BootcNodeUpdate => {
    const update = updated('n1', being({ bootID: 'boot-3' }))
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Succeeded' as const, fromBoot: 'boot-1/0', toBoot }
    return { ...update, status: update.status && { ...update.status, boot: { id: 'boot-3/0', at: REACHED }, attempt } }
  }

  it('has failed when it rebooted again by itself', () =>
    assert.deepEqual(judged({ steps, nodes: [rebooted('boot-2/0')] })[0], 'n1 RebootedInSoak'))

  it('is not judged by its boots when its agent does not say in which one it succeeded', () =>
    assert.deepEqual(judged({ steps, nodes: [rebooted(undefined)] }), ['Soak']))

  it('is forgiven by another retry', () => {
    const spec = aRollout(withSettings({ steps, retry: 'again' })).spec
    assert.deepEqual(judged({ steps, nodes: [rebooted('boot-2/0')], spec: { rollout: spec.rollout } }), ['Soak'])
  })

  it('counts for the threshold of its step alone when that of the pool is higher', () => {
    const rollout = aRollout(withSettings({ steps, failureThreshold: aCount(3), onFailure: 'RollBack' })).spec.rollout
    assert.equal(
      judged({ steps, nodes: [rebooted('boot-2/0'), waiting('n2')], spec: { rollout } })[0],
      'RollBack: step a: 1 of 2 nodes failed after the reboot and its failureThreshold is 1: n1 (RebootedInSoak)',
    )
  })

  it('sends nobody back when the operator never ordered its reboot', () => {
    const rollout = aRollout(withSettings({ steps, onFailure: 'RollBack' })).spec.rollout
    const { spec, ...update } = rebooted('boot-2/0')
    const liar = {
      ...update,
      spec: { ...spec, order: spec.order && { ...spec.order, step: 'Stage' as const, reboot: undefined } },
    }
    assert.match(judged({ steps, nodes: [liar, waiting('n2')], spec: { rollout } })[1] ?? '', /^Halt: step a: 1 of 2/)
  })
})
