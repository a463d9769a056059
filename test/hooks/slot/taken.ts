import type { Node } from '../../../hooks/api/kubernetes'
import { type Unmark, unmark } from '../../../hooks/slot/free-slot'
import { patched } from '../../builders/patched'
import { clusterWith } from '../../support/fake-cluster'

/** Takes the mark of a Node without an update away; answers the Node after that, and the reasons of the events. */
export const taken = async (node: Node, request: Pick<Unmark, 'failed' | 'cordonWasOurs'> = {}) => {
  const told: string[] = []
  let after = node
  const cluster = clusterWith({
    readNode: async () => node,
    readUpdate: async () => undefined,
    patchNode: async (_name, _version, patch) => {
      after = patched(node, patch)
      return 'done'
    },
    recordEvent: ({ reason }) => told.push(reason),
  })
  const outcome = await unmark(cluster, { node: 'n1', matches: () => true, ...request })
  return { node: after, told, outcome }
}
