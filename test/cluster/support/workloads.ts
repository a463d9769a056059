import type { Pod } from '../../../hooks/api/kubernetes'
import { until } from './views'
import type { World } from './world'

const PODS = '/api/v1/namespaces/default/pods'
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'

export interface PodWish {
  readonly node: string
  readonly name: string
  readonly namespace?: string
  /** As DaemonSet-like agents and the operator do: it may be put on a cordoned node. */
  readonly toleratesCordon?: boolean
}

/** A pod as a scheduler would have bound it: no scheduler runs in a lab. */
export const addPod = async ({ api }: World, wish: PodWish): Promise<void> => {
  const { node, name, namespace = 'default', toleratesCordon = false } = wish
  await api.create(`/api/v1/namespaces/${namespace}/pods`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: node } },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'app', image: 'registry.example/app:v1' }],
      ...(toleratesCordon && { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }),
    },
  })
}

export const podPath = (name: string, namespace = 'default'): string => `/api/v1/namespaces/${namespace}/pods/${name}`

export const readPod = ({ api }: World, name: string, namespace = 'default'): Promise<Pod | undefined> =>
  api.get(podPath(name, namespace))

/** Names of the pods that are on a node and are not told to end. */
export const podsThatStayOn = async ({ api }: World, node: string): Promise<ReadonlyArray<string>> => {
  const list = await api.get<{ items: ReadonlyArray<Pod & { spec?: { nodeName?: string } }> }>(PODS)
  return (list?.items ?? [])
    .filter(({ spec, metadata }) => spec?.nodeName === node && metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name)
}

interface Budget {
  readonly metadata: { readonly generation: number }
  readonly status?: {
    readonly observedGeneration?: number
    readonly currentHealthy?: number
    readonly disruptionsAllowed?: number
  }
}

/**
 * A PodDisruptionBudget that lets no pod of the node go, once it has counted them: the API server evicts any pod that
 * does not run yet.
 */
export const protect = async (world: Pick<World, 'api'>, node: string, pods: number): Promise<void> => {
  const { api } = world
  await api.create(BUDGETS, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: node, namespace: 'default' },
    spec: { minAvailable: pods, selector: { matchLabels: { app: node } } },
  })
  await until(`the budget of ${node} to count ${pods} pods`, async () => {
    const { metadata, status = {} } = (await api.get<Budget>(`${BUDGETS}/${node}`)) ?? {}
    const isSeen = status.observedGeneration === metadata?.generation
    return (isSeen && status.currentHealthy === pods && status.disruptionsAllowed === 0) || undefined
  })
}

export const unprotect = ({ api }: Pick<World, 'api'>, node: string): Promise<void> => api.remove(`${BUDGETS}/${node}`)

/** Pods on a node that nothing may evict until `unprotect`. */
export const addProtectedPods = async (world: World, node: string, pods: number): Promise<void> => {
  for (let number = 0; number < pods; number += 1) await addPod(world, { node, name: `${node}-app-${number}` })
  await protect(world, node, pods)
}

/** A controller that puts the pod back whenever it has gone, until it is stopped. */
export const keepPod = (
  world: World,
  wish: PodWish,
): { readonly stop: () => Promise<void>; readonly made: () => number } => {
  let wanted = true
  let made = 0
  world.atEnd(() => {
    wanted = false
  })
  const work = until(
    'the story to end',
    async () => {
      if (!wanted) return true as const
      if ((await readPod(world, wish.name, wish.namespace)) === undefined) {
        await addPod(world, wish)
        made += 1
      }
      return undefined
    },
    { seconds: 900 },
  )
  const settled = work.then(
    () => undefined,
    () => undefined,
  )
  return {
    made: () => made,
    stop: async () => {
      wanted = false
      await settled
    },
  }
}
