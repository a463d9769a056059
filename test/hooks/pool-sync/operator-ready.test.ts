import assert from 'node:assert/strict'
import type { OperatorProblem } from '../../../hooks/api/operator-problem'
import { operatorReady } from '../../../hooks/pool-sync/operator-ready'

const problem = (message: string): OperatorProblem => ({ reason: 'RightsMissing', message })

describe('the condition OperatorReady', () => {
  it('is true when nothing is missing', () => assert.equal(operatorReady([]).status, 'True'))

  it('names what is missing', () =>
    assert.deepEqual(operatorReady([problem('a is missing'), { reason: 'CRDsOutdated', message: 'b is old' }]), {
      type: 'OperatorReady',
      status: 'False',
      reason: 'RightsMissing',
      message: 'a is missing; b is old',
    }))

  it('counts what would be too much', () =>
    assert.equal(
      operatorReady(['a', 'b', 'c', 'd', 'e'].map(problem)).message,
      'a; b; c; and 2 more, in the log of the operator',
    ))
})
