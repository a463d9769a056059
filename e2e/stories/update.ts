import assert from 'node:assert/strict'
import { whileWatched } from './budget'
import { bootIds } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import { assertRebootedInto, showBoots } from './rebooted-into'
import type { Story, Told } from './story'
import { SECOND } from './versions'
import { assertPodNetwork, deployWeb, untilWebPods, type WebPod } from './workload'

const showPods = ({ say }: Told, pods: ReadonlyArray<WebPod>): void => {
  for (const { name, node, ip } of pods) say(`pod ${name} on ${node} at ${ip}`)
}

/** Two nodes get a new image one after the other, while pods move between them. */
export const update: Story = {
  name: 'updates two nodes one at a time, with pods and a budget',
  run: async told => {
    const { cluster, say } = told
    const pods = await deployWeb(cluster)
    showPods(told, pods)
    await assertPodNetwork(cluster)
    const before = await bootIds(cluster)
    await showBoots(told)
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
    await assertRebootedInto(told, SECOND.version, before)
    const moved = seen.filter(place => !pods.some(({ node, uid }) => place === `${node}/${uid}`))
    assert.ok(moved.length >= 2, `pods were evicted from both nodes: ${moved.join(', ')}`)
    showPods(told, await untilWebPods(cluster, 2))
    await assertPodNetwork(cluster)
    say('the pods reach each other')
  },
}
