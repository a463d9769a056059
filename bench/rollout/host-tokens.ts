import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { requestToken } from '../../testbed/control-plane/bound-token'
import { inBatches } from './in-batches'

const AT_ONCE = 8

export interface RegisteredNode {
  readonly name: string
  readonly uid: string
}

/** The agent's token for each node, bound to it as a pod's would be: without that no status of it is taken. */
export const hostTokens = async (
  kubeconfig: string,
  nodes: ReadonlyArray<RegisteredNode>,
): Promise<ReadonlyMap<string, string>> => {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const core = withKeepAlive(config).makeApiClient(CoreV1Api)
  const tokens = await inBatches(nodes, AT_ONCE, async node => {
    const token = await requestToken(core, { serviceAccount: 'bootc-agent', namespace: 'bootc-operator', node })
    return [node.name, token] as const
  })
  return new Map(tokens)
}
