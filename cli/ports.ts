import type { KubeConfig } from '@kubernetes/client-node'
import type { Cluster } from '../hooks/ports/cluster'
import type { Api } from './cluster/api'

/** The cluster that the user's flags lead to. */
export interface CommandPorts {
  readonly api: Api
  /** The operator's own port, for what only it knows how to do safely. */
  readonly cluster: Cluster
  readonly config: KubeConfig
}
