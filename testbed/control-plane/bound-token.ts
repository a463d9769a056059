import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import type { ControlPlane } from './control-plane'

export interface BoundTo {
  readonly serviceAccount: string
  readonly namespace: string
  /** Name of a Node that exists. */
  readonly node: string
}

/** How long a token is good, in seconds; it dies with its Node before that. */
const LIFETIME_SECONDS = 24 * 3600

export interface TokenRequest {
  readonly serviceAccount: string
  readonly namespace: string
  readonly node: { readonly name: string; readonly uid: string }
}

/** As boundNodeToken, of a Node whose uid is known. */
export const requestToken = async (
  core: CoreV1Api,
  { serviceAccount, namespace, node }: TokenRequest,
): Promise<string> => {
  const { status } = await core.createNamespacedServiceAccountToken({
    name: serviceAccount,
    namespace,
    body: {
      spec: {
        // No audience means the API server itself.
        audiences: [],
        expirationSeconds: LIFETIME_SECONDS,
        boundObjectRef: { apiVersion: 'v1', kind: 'Node', ...node },
      },
    },
  })
  if (status?.token === undefined)
    throw new Error(`no token came for ${namespace}/${serviceAccount} on Node ${node.name}`)
  return status.token
}

/**
 * A token of the service account that names the Node, as the kubelet gives it to a pod there: the API server adds
 * `authentication.kubernetes.io/node-name` and `…/node-uid` to the user's extra fields. (A pod's token is bound to the
 * pod, and names the Node besides; without pods it is bound to the Node itself, feature ServiceAccountTokenNodeBinding.)
 * The API server refuses it within 10 s (its cache of good tokens) after the Node with this uid is gone.
 */
export const boundNodeToken = async (
  { kubeconfig }: Pick<ControlPlane, 'kubeconfig'>,
  { serviceAccount, namespace, node }: BoundTo,
): Promise<string> => {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const core = config.makeApiClient(CoreV1Api)
  const { metadata } = await core.readNode({ name: node })
  const uid = metadata?.uid
  if (uid === undefined) throw new Error(`Node ${node} was answered without metadata.uid`)
  return requestToken(core, { serviceAccount, namespace, node: { name: node, uid } })
}
