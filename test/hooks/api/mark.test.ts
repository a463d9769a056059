import assert from 'node:assert/strict'
import { readMark } from '../../../hooks/api/mark'
import type { Slot } from '../../../hooks/api/slot'
import { aNode, aSlot, carrying } from '../../builders/a-node'

const stateOf = (drain: object): string => {
  const slot = aSlot()
  const changed = { ...slot, drain: { ...slot.drain, ...drain } } as Slot
  return readMark(aNode('n1', carrying(changed)).metadata).state
}

describe('the drain settings of a mark, which the member repeats', () => {
  const cases: ReadonlyArray<readonly [string, object, string]> = [
    ['as the pool has them', {}, 'whole'],
    ['the largest that the CRD takes', { timeoutSeconds: 2 ** 31 - 1, gracePeriodSeconds: 2 ** 31 - 1 }, 'whole'],
    ['a timeout that the CRD refuses', { timeoutSeconds: 2 ** 31 }, 'half'],
    ['a grace period that is no whole number', { gracePeriodSeconds: 1.5 }, 'half'],
    ['a grace period below -1', { gracePeriodSeconds: -2 }, 'half'],
  ]
  for (const [what, drain, state] of cases) {
    it(`${what} make it ${state}`, () => assert.equal(stateOf(drain), state))
  }
})
