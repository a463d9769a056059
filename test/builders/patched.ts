import type { Node } from '../../hooks/api/kubernetes'
import type { NodePatch } from '../../hooks/ports/cluster'

type Texts = Readonly<Record<string, string>>

const merged = (old: Texts = {}, patch: NodePatch['labels'] = {}): Texts =>
  Object.fromEntries(
    Object.entries({ ...old, ...patch }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  )

/** The Node after a merge patch. */
export const patched = (node: Node, { labels, annotations, unschedulable }: NodePatch): Node => ({
  ...node,
  metadata: {
    ...node.metadata,
    labels: merged(node.metadata.labels, labels),
    annotations: merged(node.metadata.annotations, annotations),
  },
  spec: { ...node.spec, ...(unschedulable === undefined ? {} : { unschedulable }) },
})
