import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { listWatch } from '../../hooks/ports/api/list-watch'
import { keepObjects } from '../lab/keep-objects'
import type { DemoNode, DemoPool } from './table'

interface Named {
  readonly metadata: { readonly name: string }
}

/** What the API server holds of the demo, kept up to date by watches. */
export interface View {
  readonly pool: () => DemoPool | undefined
  readonly nodes: () => ReadonlyArray<DemoNode>
  readonly stop: () => void
}

const follow = <T extends Named>(config: KubeConfig, path: string, changed: () => void) => {
  const objects = new Map<string, T>()
  const watch = listWatch<T>({ config, path }, keepObjects(objects, { changed }))
  return { objects, stop: watch.stop }
}

interface Update extends Named {
  readonly status?: Omit<DemoNode, 'name' | 'cordoned'>
}

interface Node extends Named {
  readonly spec?: { readonly unschedulable?: boolean }
}

const GROUP = '/apis/node.bootc.dev/v1alpha1'

/** Follows the pool, the updates and the Nodes; `changed` is told of every event. */
export const followCluster = (kubeconfig: string, poolName: string, changed: () => void): View => {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  withKeepAlive(config)
  const pools = follow<Named & { readonly status?: DemoPool }>(config, `${GROUP}/bootcnodepools`, changed)
  const updates = follow<Update>(config, `${GROUP}/bootcnodeupdates`, changed)
  const nodes = follow<Node>(config, '/api/v1/nodes', changed)
  return {
    pool: () => pools.objects.get(poolName)?.status,
    nodes: () =>
      [...nodes.objects.values()]
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
        .map(({ metadata, spec }) => ({
          ...updates.objects.get(metadata.name)?.status,
          name: metadata.name,
          cordoned: spec?.unschedulable === true,
        })),
    stop: () => {
      for (const { stop } of [pools, updates, nodes]) stop()
    },
  }
}
