import type { Node } from '../../hooks/api/kubernetes'
import { NODE_POOL_LABEL, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../hooks/api/names'
import type { Slot } from '../../hooks/api/slot'
import { type Change, changed } from './change'
import { someDisruption, someSeconds } from './settings'

/** A worker of the pool `workers`: Ready since the year began, schedulable, in boot `boot-1`. */
export const aNode = (name: string, ...changes: ReadonlyArray<Change<Node>>): Node =>
  changed(
    {
      metadata: {
        name,
        uid: `node-${name}`,
        resourceVersion: '100',
        labels: { role: 'worker', [NODE_POOL_LABEL]: 'workers' },
      },
      spec: {},
      status: {
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
        nodeInfo: { bootID: 'boot-1', architecture: 'amd64' },
      },
    },
    changes,
  )

export const aSlot = (changes: Partial<Slot> = {}): Slot => ({
  id: '90',
  pool: 'workers',
  attempt: 'bbbbbbbbbbbb',
  since: '2026-01-02T00:00:00Z',
  uncordon: true,
  drain: { ...someDisruption().drain, timeoutSeconds: someSeconds(3600) },
  ...changes,
})

export const labelled =
  (labels: Readonly<Record<string, string>>): Change<Node> =>
  node => ({ ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...labels } } })

export const annotated =
  (annotations: Readonly<Record<string, string>>): Change<Node> =>
  node => ({ ...node, metadata: { ...node.metadata, annotations: { ...node.metadata.annotations, ...annotations } } })

export const cordoned: Change<Node> = node => ({ ...node, spec: { ...node.spec, unschedulable: true } })

export const carrying =
  (slot: Slot): Change<Node> =>
  node =>
    cordoned(
      annotated({ [NODE_SLOT_ANNOTATION]: JSON.stringify(slot) })(labelled({ [NODE_SLOT_LABEL]: slot.pool })(node)),
    )

export const notReady: Change<Node> = node => ({
  ...node,
  status: {
    ...node.status,
    conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionTime: '2026-01-02T00:00:00Z' }],
  },
})
