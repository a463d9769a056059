import type { BootcNodePool } from '../api/bootc-node-pool'
import { AGENT_ACCOUNT, API_VERSION, COPY_OF_ANNOTATION, POOL_LABEL } from '../api/names'
import { workloadLabels } from '../api/object-labels'
import { type DesiredSecret, DOCKER_CONFIG_KEY, DOCKER_CONFIG_TYPE, type Secret, type SecretName } from '../api/secret'

/** Where the copy of a pool's pull secret is. Only what carries our marks there is ours to write or remove. */
export const copyName = (pool: string, namespace: string): SecretName => ({
  namespace,
  name: `bootc-pull-secret-${pool}`,
})

export const isOurCopy = ({ metadata: { labels, annotations } }: Secret, pool: string): boolean =>
  labels?.[POOL_LABEL] === pool && annotations?.[COPY_OF_ANNOTATION] !== undefined

/** Owned by the pool, so that the garbage collector takes it away with it. */
export const desiredCopy = ({ metadata }: BootcNodePool, at: SecretName, of: SecretName & { data: string }) => {
  const { name, uid } = metadata
  const copy: DesiredSecret = {
    metadata: {
      ...at,
      labels: workloadLabels(name, { name: AGENT_ACCOUNT, component: 'pull-secret' }),
      annotations: { [COPY_OF_ANNOTATION]: `${of.namespace}/${of.name}` },
      ownerReferences: [{ apiVersion: API_VERSION, kind: 'BootcNodePool', name, uid }],
    },
    type: DOCKER_CONFIG_TYPE,
    data: { [DOCKER_CONFIG_KEY]: of.data },
  }
  return copy
}

/** Whether a copy says what it should already, and of whom. */
export const isUpToDate = ({ metadata, data = {} }: Secret, wanted: DesiredSecret): boolean => {
  const owners = (metadata.ownerReferences ?? []).map(({ uid }) => uid)
  return (
    data[DOCKER_CONFIG_KEY] === wanted.data[DOCKER_CONFIG_KEY] &&
    Object.keys(data).length === 1 &&
    Object.entries(wanted.metadata.labels).every(([key, value]) => metadata.labels?.[key] === value) &&
    metadata.annotations?.[COPY_OF_ANNOTATION] === wanted.metadata.annotations[COPY_OF_ANNOTATION] &&
    owners.join() === wanted.metadata.ownerReferences.map(({ uid }) => uid).join()
  )
}
