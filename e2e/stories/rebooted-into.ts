import assert from 'node:assert/strict'
import { kubectlPatiently } from '../../testbed/lab/kubectl-patiently'
import { readNode, versionInside } from './cluster-facts'
import type { Told } from './story'

const BOOTS = 'custom-columns=NAME:.metadata.name,BOOT:.status.nodeInfo.bootID,OS-IMAGE:.status.nodeInfo.osImage'

/** Says what kubectl shows of the boots, as the kubelets report them. */
export const showBoots = async ({ cluster: { kubectl }, say }: Told): Promise<void> => {
  const table = await kubectlPatiently('get nodes', () => kubectl('get', 'nodes', '--output', BOOTS))
  say(`kubectl get nodes\n${table.trim()}`)
}

/** Every machine is in another boot than before, takes pods, and is what its own os-release says that it is. */
export const assertRebootedInto = async (
  told: Told,
  version: string,
  before: ReadonlyMap<string, string>,
): Promise<void> => {
  const { cluster, say } = told
  await showBoots(told)
  for (const { name } of cluster.machines.all) {
    const after = await readNode(cluster, name)
    const inside = await versionInside(cluster, name)
    say(`${name}: its os-release says version ${inside}`)
    assert.ok(before.has(name), `${name} had a Node before`)
    assert.notEqual(after.bootId, before.get(name), `${name} has rebooted`)
    assert.equal(after.cordoned, false, `${name} takes pods again`)
    assert.equal(inside, version, `${name} runs the image`)
  }
}
