import { isNodeReady, type Node } from '../../api/kubernetes'
import { readMark } from '../../api/mark'

const notReadySince = ({ status }: Node): string => {
  const since = status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
  return typeof since === 'string' ? ` since ${since}` : ''
}

const problemOf = (node: Node): string | undefined => {
  if (!isNodeReady(node)) return `is NotReady${notReadySince(node)}`
  // A mark's own cordon: whether another node may have a mark is asked elsewhere. What is left of a mark that somebody
  // took apart is no mark there, and its node is not given back yet.
  const isOurs = readMark(node.metadata).state === 'whole'
  return node.spec?.unschedulable === true && !isOurs ? 'is cordoned' : undefined
}

/**
 * Why `name` may not leave the control plane or etcd now: of the others, whatever pool they are in, one is down or about to
 * be taken down, and etcd may not survive a second one. Undefined when all others are Ready and schedulable.
 */
export const quorumProblem = (controlPlane: ReadonlyArray<Node>, name: string): string | undefined => {
  const others = controlPlane.filter(({ metadata }) => metadata.name !== name)
  const [first] = others
    .flatMap(node => {
      const problem = problemOf(node)
      return problem === undefined ? [] : [`${node.metadata.name} of the control plane ${problem}`]
    })
    .sort()
  return first
}
