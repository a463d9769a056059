import assert from 'node:assert/strict'
import { stepGate } from '../../../hooks/rollout-sync/decide/step-gate'
import { being } from '../../builders/a-member'
import { NEW } from '../../builders/digests'
import { CANARY, type Given, going, isNone, LONG_AGO, observed, REACHED, soak, updated, waiting } from './steps-scene'

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
