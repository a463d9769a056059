import type { Node } from '../api/kubernetes'
import { createShown, type LastShown } from './shown'

/** Metacontroller posts each Node at least every 300 s; one that it does not is gone, or in no pool any more. In ms. */
const KNOWN_MS = 600_000

/** What hooks read of a Node: its images and addresses are nine tenths of it. */
const distilled = ({ metadata, spec, status }: Node): Node => ({
  metadata: { ...metadata, managedFields: undefined },
  spec: { unschedulable: spec?.unschedulable, taints: spec?.taints },
  status: { conditions: status?.conditions, nodeInfo: status?.nodeInfo },
})

/** The Nodes of pools as node-sync was last shown them: good for a write that is bound to the version, and for nothing else. */
export const createShownNodes = (now: () => Date): LastShown<Node> => {
  const nodes = createShown<Node>({ now, forMs: KNOWN_MS })
  return { ...nodes, show: (name, node) => nodes.show(name, distilled(node)) }
}
