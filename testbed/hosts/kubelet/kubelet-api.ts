import { setTimeout as sleep } from 'node:timers/promises'
import {
  ApiException,
  CoordinationV1Api,
  CoreV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from '@kubernetes/client-node'
import { type NodeOptions, newNode, secondsOf } from './node-object'
import { runningStatus } from './pod-status'

const STRATEGIC = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch)
const LEASE_NAMESPACE = 'kube-node-lease'
/** As the kubelet's default, in seconds. */
const LEASE_DURATION = 40

/** How long to wait before asking again when the API server does not answer, in milliseconds. */
const RETRY_MILLIS = 500

const codeOf = (error: unknown): number | undefined => (error instanceof ApiException ? error.code : undefined)

/** What a kubelet writes. Every call rejects as client-node does. */
export interface KubeletApi {
  /** Resolves to the uid of the Node, which may have been there already. */
  readonly registerNode: (node: NodeOptions) => Promise<string>
  readonly patchStatus: (name: string, status: object) => Promise<void>
  readonly renewLease: (name: string, nodeUid: string) => Promise<void>
  readonly runPod: (pod: V1Pod) => Promise<void>
  readonly finishPod: (pod: V1Pod) => Promise<void>
}

const isNotFound = (error: unknown): boolean => codeOf(error) === 404

/** Tries until it works, or the answer is 404, or `stopped` says so; true when it worked. */
export const insist = async (work: () => Promise<void>, stopped: () => boolean): Promise<boolean> => {
  while (!stopped()) {
    try {
      await work()
      return true
    } catch (error) {
      if (isNotFound(error)) return false
      await sleep(RETRY_MILLIS, undefined, { ref: false })
    }
  }
  return false
}

export const kubeletApi = (kubeConfig: KubeConfig): KubeletApi => {
  const core = kubeConfig.makeApiClient(CoreV1Api)
  const coordination = kubeConfig.makeApiClient(CoordinationV1Api)

  const createLease = async (name: string, nodeUid: string): Promise<void> => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: nodeUid }]
    const spec = { holderIdentity: name, leaseDurationSeconds: LEASE_DURATION }
    await coordination.createNamespacedLease({
      namespace: LEASE_NAMESPACE,
      body: { metadata: { name, ownerReferences }, spec },
    })
  }

  const renew = async (name: string): Promise<void> => {
    const renewTime = new Date().toISOString().replace('Z', '000Z')
    const body = { spec: { renewTime, holderIdentity: name } }
    await coordination.patchNamespacedLease({ name, namespace: LEASE_NAMESPACE, body }, STRATEGIC)
  }

  return {
    registerNode: async node => {
      try {
        return (await core.createNode({ body: newNode(node) })).metadata?.uid ?? ''
      } catch (error) {
        if (codeOf(error) !== 409) throw error
        return (await core.readNode({ name: node.name })).metadata?.uid ?? ''
      }
    },
    patchStatus: async (name, status) => {
      await core.patchNodeStatus({ name, body: { status } }, STRATEGIC)
    },
    renewLease: async (name, nodeUid) => {
      try {
        await renew(name)
      } catch (error) {
        if (!isNotFound(error)) throw error
        await createLease(name, nodeUid)
        await renew(name)
      }
    },
    runPod: async pod => {
      const { name = '', namespace = '' } = pod.metadata ?? {}
      const body = { status: runningStatus(pod, secondsOf(new Date())) }
      await core.patchNamespacedPodStatus({ name, namespace, body }, STRATEGIC)
    },
    finishPod: async pod => {
      const { name = '', namespace = '', uid = '' } = pod.metadata ?? {}
      const body = { gracePeriodSeconds: 0, preconditions: { uid } }
      await core.deleteNamespacedPod({ name, namespace, body }).catch((error: unknown) => {
        // Another one has its name by now.
        if (codeOf(error) !== 409) throw error
      })
    },
  }
}
