import * as t from 'io-ts'
import { Node, ObjectMeta } from '../../api/kubernetes'
import { readMark } from '../../api/mark'
import { CONTROL_PLANE_LABELS, FIELD_MANAGER, NODE_SLOT_LABEL } from '../../api/names'
import { isNotFound, refusalStatus } from '../api/api-request'
import type { Cluster, MarkedNode, NodePatch } from '../cluster'
import { selectorQuery } from '../selector-query'
import { type Ask, CONFLICT, decodeOrThrow, MERGE_PATCH, read } from './answers'

const NODES = '/api/v1/nodes'
/** Where kubelets keep the leases of their Nodes. */
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
/** A tenth of a Node's bytes; the full form as a fallback, as the API conventions ask. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
/** The same for one object, where its answer is not read at all. */
const LITTLE = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'

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
  async (name, resourceVersion, patch) => {
    try {
      await ask({
        method: 'PATCH',
        path: `${NODES}/${name}`,
        query: { fieldManager: FIELD_MANAGER },
        contentType: MERGE_PATCH,
        accept: LITTLE,
        body: patchBody(resourceVersion, patch),
      })
      return 'done'
    } catch (error) {
      if (refusalStatus(error) === CONFLICT) return 'conflict'
      if (isNotFound(error)) return 'gone'
      throw error
    }
  }

type NodeCalls = 'readNode' | 'patchNode' | 'markedNodes' | 'controlPlaneNodes' | 'countNodes' | 'leaseRenewedAt'

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
    controlPlaneNodes: () => listControlPlane(ask),
    countNodes: async selector => (await metadataOf(selectorQuery(selector))).length,
    leaseRenewedAt: async node => (await read(ask, Lease, `${LEASES}/${node}`))?.spec?.renewTime,
  }
}
