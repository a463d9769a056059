import { API_VERSION, FIELD_MANAGER, POOL_LABEL } from '../../hooks/api/names'
import type { KubernetesObject, Listing } from './pieces'

export const NAMESPACE = 'bootc-operator'
const CORE = '/api/v1'
const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`
const METACONTROLLER = '/apis/metacontroller.k8s.io/v1alpha1'
const OURS = `/apis/${API_VERSION}`

export const PODS = `${CORE}/namespaces/${NAMESPACE}/pods`

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

/** The pool that an object of the operator is about; undefined for one about all of them. */
export const poolOf = ({ metadata, spec }: KubernetesObject): string | undefined => {
  const { pool } = fieldsOf(spec)
  return typeof pool === 'string' ? pool : metadata.labels?.[POOL_LABEL]
}

/** What of a Node is about updates. Its annotations belong to others, but for ours, and its list of images is long. */
const shownNode = ({ metadata, spec, status }: KubernetesObject): object => {
  const { uid, labels, annotations, creationTimestamp, deletionTimestamp, resourceVersion } = fieldsOf(metadata)
  const own = Object.entries(fieldsOf(annotations)).filter(([key]) => /(^|\.)bootc\.dev\//.test(key))
  const { unschedulable, taints } = fieldsOf(spec)
  const { conditions, nodeInfo } = fieldsOf(status)
  return {
    kind: 'Node',
    metadata: {
      name: metadata.name,
      uid,
      labels,
      annotations: Object.fromEntries(own),
      creationTimestamp,
      deletionTimestamp,
      resourceVersion,
    },
    spec: { unschedulable, taints },
    status: { conditions, nodeInfo },
  }
}

/** CRDs are long, and what matters of one is its version and whether it is served. */
const shownCrd = ({ metadata, spec, status }: KubernetesObject): object => {
  const versions = fieldsOf(spec)['versions']
  return {
    kind: 'CustomResourceDefinition',
    metadata: { name: metadata.name, annotations: metadata['annotations'], generation: metadata['generation'] },
    versions: Array.isArray(versions)
      ? versions.map(version => {
          const { name, served, storage } = fieldsOf(version)
          return { name, served, storage }
        })
      : [],
    conditions: fieldsOf(status)['conditions'],
  }
}

/** An event of the operator, or about one of its objects. */
const isOurs = (event: KubernetesObject): boolean => {
  const { apiVersion, namespace } = fieldsOf(event['involvedObject'])
  return (
    event['reportingComponent'] === FIELD_MANAGER ||
    fieldsOf(event['source'])['component'] === FIELD_MANAGER ||
    apiVersion === API_VERSION ||
    namespace === NAMESPACE
  )
}

/**
 * Every object of the bundle: none is a Secret or a ConfigMap. Of `pools` alone, unless there are none; `nodes` are theirs.
 * Events of Nodes and of what has no namespace are in the namespace default.
 */
export const listingsOf = (pools: ReadonlySet<string>, nodes: ReadonlySet<string>): ReadonlyArray<Listing> => {
  const isOfPools = (object: KubernetesObject): boolean => {
    const pool = poolOf(object)
    return pools.size === 0 || (pool === undefined ? true : pools.has(pool))
  }
  const isNamed = ({ metadata }: KubernetesObject): boolean => pools.size === 0 || pools.has(metadata.name)
  const isOfEvent = (event: KubernetesObject): boolean => {
    const { kind, name } = fieldsOf(event['involvedObject'])
    return isOurs(event) && (pools.size === 0 || kind !== 'Node' || nodes.has(String(name)))
  }
  const own = ['bootcrollouts', 'bootcnodeupdates', 'bootcpoolscopes']
  return [
    { file: 'objects/bootcnodepools.jsonl', path: `${OURS}/bootcnodepools`, isWanted: isNamed },
    ...own.map(plural => ({ file: `objects/${plural}.jsonl`, path: `${OURS}/${plural}`, isWanted: isOfPools })),
    {
      file: 'objects/nodes.jsonl',
      path: `${CORE}/nodes`,
      isWanted: ({ metadata }) => nodes.has(metadata.name),
      shownAs: shownNode,
    },
    { file: 'objects/deployments.jsonl', path: `${APPS}/deployments` },
    { file: 'objects/daemonsets.jsonl', path: `${APPS}/daemonsets`, isWanted: isOfPools },
    { file: 'objects/pods.jsonl', path: PODS, isWanted: isOfPools },
    { file: 'objects/compositecontrollers.jsonl', path: `${METACONTROLLER}/compositecontrollers` },
    { file: 'objects/decoratorcontrollers.jsonl', path: `${METACONTROLLER}/decoratorcontrollers` },
    {
      file: 'objects/customresourcedefinitions.jsonl',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      isWanted: ({ metadata }) => /\.(?:bootc\.dev|metacontroller\.k8s\.io)$/.test(metadata.name),
      shownAs: shownCrd,
    },
    { file: 'events/default.jsonl', path: `${CORE}/namespaces/default/events`, isWanted: isOfEvent },
    { file: `events/${NAMESPACE}.jsonl`, path: `${CORE}/namespaces/${NAMESPACE}/events`, isWanted: isOfEvent },
  ]
}
