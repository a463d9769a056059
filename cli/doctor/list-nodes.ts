import { Node } from '../../hooks/api/kubernetes'
import type { Api } from '../cluster/api'

export type ListNodes = () => Promise<ReadonlyArray<Node>>

/** The first call asks the API server, and its answer, or its error, is that of all: Nodes are the biggest list there is. */
export const listNodesOnce = (api: Api): ListNodes => {
  let listed: Promise<ReadonlyArray<Node>> | undefined
  return () => {
    listed ??= api.list(Node, '/api/v1/nodes')
    return listed
  }
}
