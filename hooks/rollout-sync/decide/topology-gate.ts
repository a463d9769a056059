import { listNames } from '../list-names'
import { candidates } from './candidates'
import type { Gate } from './gate'
import { withinStep } from './step-room'
import { domainsAhead, limitsOf, type TopologyProblem } from './topology'

/** No event tells that another pool's mark has gone, so the marks are listed again after this many seconds. */
const AGAIN_SECONDS = 10
/** Limits that a message names: one domain after another may be full. */
const MOST_PROBLEMS = 3

/** A node whose domain is unknown would be counted in a wrong one. */
const membersBehind: Gate = observed => {
  for (const { topologyKey } of limitsOf(observed)) {
    const unread = observed.nodes.filter(
      ({ member: { labels = [] } }) => !labels.some(({ key }) => key === topologyKey),
    )
    if (unread.length === 0) continue
    const names = listNames(unread.map(({ name }) => name))
    const message = `label ${topologyKey}, which rollout.topologyLimits names, has not been read yet of ${names}`
    return { reason: 'MembersBehind', phase: 'Progressing', message }
  }
  return undefined
}

/** Slots are free, and a limit keeps every node that could take one. A return obeys limits too, a repair does not. */
export const topologyLimit: Gate = observed => {
  if (limitsOf(observed).length === 0) return undefined
  const wanting = withinStep(observed, candidates(observed))
  if (wanting.length === 0) return undefined
  const behind = membersBehind(observed)
  if (behind !== undefined) return behind
  const { problemOf } = domainsAhead(observed)
  const problems: TopologyProblem[] = []
  for (const node of wanting) {
    const problem = problemOf(node)
    if (problem === undefined) return undefined
    problems.push(problem)
  }
  const message = [...new Set(problems.map(problem => problem.message))].slice(0, MOST_PROBLEMS).join('; ')
  return {
    reason: 'TopologyLimit',
    phase: 'Progressing',
    message,
    againSeconds: problems.some(({ isElsewhere }) => isElsewhere) ? AGAIN_SECONDS : undefined,
  }
}
