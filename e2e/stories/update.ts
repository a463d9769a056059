import assert from 'node:assert/strict'
import { whileWatched } from './budget'
import { readNode, versionInside } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import type { Story } from './story'
import { SECOND } from './versions'
import { assertPodNetwork, deployWeb, untilWebPods } from './workload'

/** Two nodes get a new image one after the other, while pods move between them. */
export const update: Story = {
  name: 'updates two nodes one at a time, with pods and a budget',
  run: async told => {
    const { cluster, say } = told
    const names = cluster.machines.all.map(({ name }) => name)
    const pods = await deployWeb(cluster)
    for (const { name, node, ip } of pods) say(`pod ${name} on ${node} at ${ip}`)
    await assertPodNetwork(cluster)
    const before = new Map(await Promise.all(names.map(async name => [name, await readNode(cluster, name)] as const)))
    const ref = await cluster.publish(SECOND)
    const {
      mostNodes,
      fewestPods,
      pods: seen,
    } = await whileWatched(cluster, async () => {
      await applyPool(cluster, ref)
      await untilUpToDate(told, ref)
    })
    say(`at most ${mostNodes} nodes were away at once, and never fewer than ${fewestPods} pods served`)
    assert.equal(mostNodes, 1, 'one node at a time')
    assert.ok(fewestPods >= 1, 'the budget of the pods was kept')
    for (const name of names) {
      const after = await readNode(cluster, name)
      say(`${name}: boot ${before.get(name)?.bootId} → ${after.bootId}, ${after.osImage}`)
      assert.notEqual(after.bootId, before.get(name)?.bootId, `${name} has rebooted`)
      assert.equal(after.cordoned, false, `${name} takes pods again`)
      assert.equal(await versionInside(cluster, name), SECOND.version, `${name} runs the image`)
    }
    const moved = seen.filter(place => !pods.some(({ node, uid }) => place === `${node}/${uid}`))
    assert.ok(moved.length >= 2, `pods were evicted from both nodes: ${moved.join(', ')}`)
    await untilWebPods(cluster, 2)
    await assertPodNetwork(cluster)
    say('the pods reach each other')
  },
}
