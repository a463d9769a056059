import type { Cluster } from '../../ports/cluster'
import { firstClosed } from '../decide/gates'
import { limitsOf } from '../decide/topology'
import type { Observed } from '../observed'

/**
 * With a list of all marks, where a node could start and limits by topology count what other pools have marked. Without an
 * answer the marks stay unknown: whatever is marked then is checked against a live list again.
 */
export const withMarks = async (cluster: Pick<Cluster, 'markedNodes'>, observed: Observed): Promise<Observed> => {
  if (limitsOf(observed).length === 0 || firstClosed(observed) !== undefined) return observed
  try {
    return { ...observed, marks: await cluster.markedNodes() }
  } catch {
    return observed
  }
}
