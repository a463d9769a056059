import * as t from 'io-ts'
import { Node, ObjectMeta } from '../../api/kubernetes'
import { readMark } from '../../api/mark'
import { CONTROL_PLANE_LABELS, FIELD_MANAGER, NODE_POOL_LABEL, NODE_SLOT_LABEL } from '../../api/names'
import type { Cluster, MarkedNode, NodePatch } from '../cluster'
import { selectorQuery } from '../selector-query'
import { type Ask, boundOutcome, decodeOrThrow, LITTLE, MERGE_PATCH, read } from './answers'

const NODES = '/api/v1/nodes'
/** Where kubelets keep the leases of their Nodes. */
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
/** A tenth of a Node's bytes; the full form as a fallback, as the API conventions ask. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
/** The API server writes an empty list of metadata as null. */
const NodeMetadataList = t.type(
  { items: t.union([t.readonlyArray(t.type({ metadata: ObjectMeta })), t.null]) },
  'NodeMetadataList',
)
const NodeList = t.type({ items: t.readonlyArray(Node) }, 'NodeList')
const Lease = t.partial({ spec: t.partial({ renewTime: t.string }) }, 'Lease')

const toMarkedNode = ({ metadata }: { readonly metadata: ObjectMeta }): MarkedNode => {
  const mark = readMark(metadata)
  return { name: metadata.name, labels: metadata.labels ?? {}, slot: mark.state === 'whole' ? mark.slot : undefined }
}

const patchBody = (resourceVersion: string, { labels, annotations, unschedulable }: NodePatch): object => ({
  metadata: { resourceVersion, labels, annotations },
  spec: unschedulable === undefined ? undefined : { unschedulable },
})

/** A selector knows no "or": one list for each label, and a Node may be in several. */
const listControlPlane = async (ask: Ask): Promise<ReadonlyArray<Node>> => {
  const lists = await Promise.all(
    CONTROL_PLANE_LABELS.map(labelSelector => ask({ method: 'GET', path: NODES, query: { labelSelector } })),
  )
  const nodes = lists.flatMap(list => decodeOrThrow(NodeList, NODES, list).items)
  return [...new Map(nodes.map(node => [node.metadata.name, node])).values()]
}

const patchNode =
  (ask: Ask): Cluster['patchNode'] =>
  (name, resourceVersion, patch) =>
    boundOutcome(
      ask({
        method: 'PATCH',
        path: `${NODES}/${name}`,
        query: { fieldManager: FIELD_MANAGER },
        contentType: MERGE_PATCH,
        accept: LITTLE,
        body: patchBody(resourceVersion, patch),
      }),
    )

type NodeCalls =
  | 'readNode'
  | 'patchNode'
  | 'markedNodes'
  | 'poolNodes'
  | 'controlPlaneNodes'
  | 'countNodes'
  | 'leaseRenewedAt'

/** Nodes, their marks and the leases of their kubelets. */
export const nodeCalls = (ask: Ask): Pick<Cluster, NodeCalls> => {
  const metadataOf = async (labelSelector: string): Promise<ReadonlyArray<{ readonly metadata: ObjectMeta }>> => {
    const answer = await ask({ method: 'GET', path: NODES, query: { labelSelector }, accept: METADATA_ONLY })
    return decodeOrThrow(NodeMetadataList, NODES, answer).items ?? []
  }
  return {
    readNode: name => read(ask, Node, `${NODES}/${name}`),
    patchNode: patchNode(ask),
    markedNodes: async pool =>
      (await metadataOf(pool === undefined ? NODE_SLOT_LABEL : `${NODE_SLOT_LABEL}=${pool}`)).map(toMarkedNode),
    poolNodes: async pool =>
      (await metadataOf(`${NODE_POOL_LABEL}=${pool}`)).map(
        ({ metadata: { name, resourceVersion = '', annotations = {} } }) => ({
          name,
          resourceVersion,
          annotations,
        }),
      ),
    controlPlaneNodes: () => listControlPlane(ask),
    countNodes: async selector => (await metadataOf(selectorQuery(selector))).length,
    leaseRenewedAt: async node => (await read(ask, Lease, `${LEASES}/${node}`))?.spec?.renewTime,
  }
}
