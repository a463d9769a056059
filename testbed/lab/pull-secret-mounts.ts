import { isDeepStrictEqual } from 'node:util'
import type { KubeConfig } from '@kubernetes/client-node'
import { listWatch } from '../../hooks/ports/api/list-watch'
import { keepObjects } from './keep-objects'
import { fillSecretFolder, type SecretData } from './secret-folder'

const CORE = '/api/v1/namespaces/bootc-operator'
const AGENTS = 'app.kubernetes.io/name=bootc-agent'

interface Named {
  readonly metadata: { readonly name: string }
}

interface SecretObject extends Named {
  readonly data?: SecretData
}

interface NodeTerm {
  readonly matchFields?: ReadonlyArray<{ readonly values?: ReadonlyArray<string> }>
}

interface AgentPod extends Named {
  readonly spec: {
    readonly volumes?: ReadonlyArray<{ readonly name: string; readonly secret?: { readonly secretName: string } }>
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms: ReadonlyArray<NodeTerm>
        }
      }
    }
  }
}

/** The DaemonSet controller names the Node of a pod by a field selector, for the scheduler; a lab has none. */
const nodeOf = ({ spec }: AgentPod): string | undefined =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]
    ?.values?.[0]

const secretOf = ({ spec }: AgentPod): string | undefined =>
  spec.volumes?.find(({ name }) => name === 'pull-secret')?.secret?.secretName

export interface PullSecretMounts {
  readonly stop: () => void
}

/**
 * The kubelets' part of the agents' pull secrets: what the pod that the DaemonSet controller made for a Node mounts is in
 * that Node's folder, and follows the Secret at once, where a kubelet takes up to a minute.
 */
export const mountPullSecrets = (config: KubeConfig, folderOf: (node: string) => string): PullSecretMounts => {
  const pods = new Map<string, AgentPod>()
  const secrets = new Map<string, SecretObject>()
  const filled = new Map<string, SecretData>()

  const fill = (): void => {
    for (const pod of pods.values()) {
      const node = nodeOf(pod)
      if (node === undefined) continue
      const data = secrets.get(secretOf(pod) ?? '')?.data ?? {}
      const before = filled.get(node) ?? {}
      if (isDeepStrictEqual(data, before)) continue
      fillSecretFolder(folderOf(node), data, before)
      filled.set(node, data)
    }
  }

  const watches = [
    listWatch<AgentPod>(
      { config, path: `${CORE}/pods`, query: { labelSelector: AGENTS } },
      keepObjects(pods, { changed: fill }),
    ),
    listWatch<SecretObject>({ config, path: `${CORE}/secrets` }, keepObjects(secrets, { changed: fill })),
  ]
  return { stop: () => watches.forEach(({ stop }) => void stop()) }
}
