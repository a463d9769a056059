import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { BootcNodePool } from '../api/bootc-node-pool'
import { BootcNodeUpdate } from '../api/bootc-node-update'
import { BootcPoolScope } from '../api/bootc-pool-scope'
import { BootcRollout } from '../api/bootc-rollout'
import { decodeWith } from '../api/decode'
import { Node, ObjectMeta, Pod } from '../api/kubernetes'
import type { LabelSelector } from '../api/label-selector'
import { readMark } from '../api/mark'
import { API_VERSION, CONTROL_PLANE_LABELS, FIELD_MANAGER, NODE_SLOT_LABEL, TAKEN_BACK_ANNOTATION } from '../api/names'
import { type ApiCall, type ApiError, apiRequest, isApiError, refusalStatus } from './api/api-request'
import type { Cluster, EvictionOutcome, MarkedNode, NodePatch, PatchOutcome } from './cluster'
import { type ClusterEvent, EVENT_NAMESPACE, eventBody } from './events'
import { secretCalls } from './secrets'
import { selectorQuery } from './selector-query'
import { createServerClock, type ServerClock } from './server-clock'

const NODES = '/api/v1/nodes'
const PODS = '/api/v1/pods'
const OURS = `/apis/${API_VERSION}`
/** Where kubelets keep the leases of their Nodes. */
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const MERGE_PATCH = 'application/merge-patch+json'
/** A tenth of a Node's bytes; the full form as a fallback, as the API conventions ask. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
/** The same for one object, where its answer is not read at all. */
const LITTLE = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'
/** How long one call may take, in milliseconds; a whole sync stays below 8 s. */
const CALL_MS = 3000
/** Pauses before an event without an answer is sent again, in milliseconds: no later sync would send it. */
const TELL_AGAIN_MS = [500, 2000, 8000]

/** The API server writes an empty list of metadata as null. */
const NodeMetadataList = t.type(
  { items: t.union([t.readonlyArray(t.type({ metadata: ObjectMeta })), t.null]) },
  'NodeMetadataList',
)
const Lease = t.partial({ spec: t.partial({ renewTime: t.string }) }, 'Lease')
const NodeList = t.type({ items: t.readonlyArray(Node) }, 'NodeList')
const PodList = t.type({ items: t.readonlyArray(Pod) }, 'PodList')

const NOT_FOUND = 404
const CONFLICT = 409
const TOO_MANY_REQUESTS = 429

const decodeOrThrow = <A>(codec: t.Type<A, unknown, unknown>, path: string, answer: unknown): A => {
  const decoded = decodeWith(codec)(answer)
  if (E.isLeft(decoded)) throw new Error(`${path} cannot be read: ${decoded.left.join('; ')}`)
  return decoded.right
}

const toMarkedNode = ({ metadata }: { readonly metadata: ObjectMeta }): MarkedNode => {
  const mark = readMark(metadata)
  const labels = metadata.labels ?? {}
  return { name: metadata.name, labels, ...(mark.state === 'whole' ? { slot: mark.slot } : {}) }
}

const patchBody = (resourceVersion: string, { labels, annotations, unschedulable }: NodePatch): object => ({
  metadata: { resourceVersion, ...(labels && { labels }), ...(annotations && { annotations }) },
  ...(unschedulable === undefined ? {} : { spec: { unschedulable } }),
})

/** Why an eviction was refused: the PodDisruptionBudget's own sentence names it and counts its pods. */
const refusalReason = (error: ApiError): string => {
  if (error.kind === 'api-refused' && error.causes !== undefined) return error.causes.join('; ')
  return refusalStatus(error) === TOO_MANY_REQUESTS ? error.message : `${error.call}: ${error.message}`
}

/** The Cluster that a KubeConfig leads to. Nothing is cached here: these reads exist because caches lag. */
export const kubernetesCluster = (config: KubeConfig, { now, heard }: ServerClock = createServerClock()): Cluster => {
  const ask = (call: ApiCall): Promise<unknown> => apiRequest(config, { timeoutMs: CALL_MS, heard, ...call })

  const read = async <A>(codec: t.Type<A, unknown, unknown>, path: string): Promise<A | undefined> => {
    try {
      return decodeOrThrow(codec, path, await ask({ method: 'GET', path }))
    } catch (error) {
      if (refusalStatus(error) === NOT_FOUND) return undefined
      throw error
    }
  }

  const nodesMetadata = async (labelSelector: string): Promise<ReadonlyArray<{ readonly metadata: ObjectMeta }>> => {
    const answer = await ask({ method: 'GET', path: NODES, query: { labelSelector }, accept: METADATA_ONLY })
    return decodeOrThrow(NodeMetadataList, NODES, answer).items ?? []
  }

  /** A selector knows no "or": one list for each label, and a Node may be in several. */
  const controlPlaneNodes = async (): Promise<ReadonlyArray<Node>> => {
    const lists = await Promise.all(
      CONTROL_PLANE_LABELS.map(labelSelector => ask({ method: 'GET', path: NODES, query: { labelSelector } })),
    )
    const nodes = lists.flatMap(list => decodeOrThrow(NodeList, NODES, list).items)
    return [...new Map(nodes.map(node => [node.metadata.name, node])).values()]
  }

  const patchNode = async (name: string, resourceVersion: string, patch: NodePatch): Promise<PatchOutcome> => {
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
      if (refusalStatus(error) === NOT_FOUND) return 'gone'
      throw error
    }
  }

  const listPods = async (query: Readonly<Record<string, string>>): Promise<ReadonlyArray<Pod>> =>
    decodeOrThrow(PodList, PODS, await ask({ method: 'GET', path: PODS, query })).items

  const evict = async ({ metadata }: Pod, gracePeriodSeconds: number): Promise<EvictionOutcome> => {
    const { name, namespace, uid } = metadata
    const deleteOptions = {
      preconditions: { uid },
      ...(gracePeriodSeconds < 0 ? {} : { gracePeriodSeconds }),
    }
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions }
    try {
      await ask({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, body })
      return { outcome: 'evicted' }
    } catch (error) {
      const status = refusalStatus(error)
      // 409: the uid no longer matches, so the pod that was meant has gone.
      if (status === NOT_FOUND || status === CONFLICT) return { outcome: 'gone' }
      if (!isApiError(error)) throw error
      return { outcome: 'refused', reason: refusalReason(error) }
    }
  }

  /** 409 says that it exists already; no other failure is worth a sync, but one without an answer is worth a retry. */
  const recordEvent = (event: ClusterEvent): void => {
    const path = `/api/v1/namespaces/${EVENT_NAMESPACE}/events`
    const body = eventBody(event, now())
    const tell = ([pause, ...pauses]: ReadonlyArray<number>): void => {
      ask({ method: 'POST', path, body }).catch((error: unknown) => {
        const isUnanswered = isApiError(error) && error.kind === 'api-unreachable'
        if (isUnanswered && pause !== undefined) setTimeout(() => tell(pauses), pause).unref()
      })
    }
    tell(TELL_AGAIN_MS)
  }

  return {
    readNode: name => read(Node, `${NODES}/${name}`),
    patchNode,
    markedNodes: async pool =>
      (await nodesMetadata(pool === undefined ? NODE_SLOT_LABEL : `${NODE_SLOT_LABEL}=${pool}`)).map(toMarkedNode),
    controlPlaneNodes,
    countNodes: async (selector: LabelSelector) => (await nodesMetadata(selectorQuery(selector))).length,
    podsOn: node => listPods({ fieldSelector: `spec.nodeName=${node}` }),
    recentPodsOn: node => listPods({ fieldSelector: `spec.nodeName=${node}`, resourceVersion: '0' }),
    evict,
    readUpdate: name => read(BootcNodeUpdate, `${OURS}/bootcnodeupdates/${name}`),
    touchUpdate: async (name, mark) => {
      const body = { metadata: { annotations: { [TAKEN_BACK_ANNOTATION]: mark } } }
      const query = { fieldManager: FIELD_MANAGER }
      const path = `${OURS}/bootcnodeupdates/${name}`
      await ask({ method: 'PATCH', path, query, contentType: MERGE_PATCH, body }).catch((error: unknown) =>
        refusalStatus(error) === NOT_FOUND ? undefined : Promise.reject(error),
      )
    },
    leaseRenewedAt: async node => (await read(Lease, `${LEASES}/${node}`))?.spec?.renewTime,
    readPool: name => read(BootcNodePool, `${OURS}/bootcnodepools/${name}`),
    readRollout: name => read(BootcRollout, `${OURS}/bootcrollouts/${name}`),
    readScope: pool => read(BootcPoolScope, `${OURS}/bootcpoolscopes/${pool}`),
    ...secretCalls(ask),
    recordEvent,
  }
}
