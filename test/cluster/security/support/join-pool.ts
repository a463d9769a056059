import { poolPath, readUpdate, until } from '../../support/views'
import type { World } from '../../support/world'

const LABEL = 'example.com/story'

/** Makes a Node whose machine is not there, and a paused pool that has it. Answers the Node's uid once it has its order. */
export const joinPool = async (world: World, node: string, pool: string): Promise<string> => {
  const { metadata } = await world.api.create<{ readonly metadata: { readonly uid: string } }>('/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node, labels: { [LABEL]: pool } },
  })
  await world.api.put(poolPath(pool), {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodePool',
    metadata: { name: pool },
    spec: {
      nodeSelector: { matchLabels: { [LABEL]: pool } },
      image: { ref: `registry.example/os@sha256:${'a'.repeat(64)}` },
      rollout: { paused: true },
    },
  })
  await until(`${node} to have its order`, async () => (await readUpdate(world, node))?.spec.order)
  return metadata.uid
}
