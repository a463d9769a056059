import type { NewCondition } from '../api/conditions'
import type { OperatorProblem } from '../api/operator-problem'

/** At most this many are in one message; the log has them all. */
const MOST = 3

/** Whether the operator has all that it needs to look after the pool. */
export const operatorReady = (problems: ReadonlyArray<OperatorProblem>): NewCondition => {
  const [first] = problems
  if (first === undefined) return { type: 'OperatorReady', status: 'True', reason: 'AsExpected', message: '' }
  const more = problems.length - MOST
  const told = problems.slice(0, MOST).map(({ message }) => message)
  const message = [...told, ...(more > 0 ? [`and ${more} more, in the log of the operator`] : [])].join('; ')
  return { type: 'OperatorReady', status: 'False', reason: first.reason, message }
}
