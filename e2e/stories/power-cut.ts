import assert from 'node:assert/strict'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { whileWatched } from './budget'
import { LOOK_EVERY_MS, readNode, readNodes, versionInside } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import type { Story } from './story'
import { untilSomeNode } from './updates'
import { THIRD } from './versions'

/** A machine loses its power in the middle of its update, stays away until the cluster notices, and comes back. */
export const powerCut: Story = {
  name: 'waits for a node that lost its power in the middle of its reboot',
  run: async told => {
    const { cluster, say } = told
    const ref = await cluster.publish(THIRD)
    const { mostNodes, fewestPods } = await whileWatched(cluster, async () => {
      await applyPool(cluster, ref)
      const { name } = await untilSomeNode(told, 'to reboot', ({ phase }) => phase === 'Rebooting')
      const machine = cluster.machines.get(name)
      await machine.powerOff()
      await waitFor({
        what: `the cluster to notice that ${name} is away`,
        seconds: 180,
        everyMs: LOOK_EVERY_MS,
        look: async () => (await readNode(cluster, name)).ready === false || undefined,
      })
      const others = (await readNodes(cluster)).filter(node => node.name !== name)
      assert.deepEqual(
        others.filter(({ ready, cordoned }) => !ready || cordoned),
        [],
        `no other node starts while ${name} is away`,
      )
      say(`${name} is away, and no other node starts`)
      await machine.powerOn()
      await untilUpToDate(told, ref)
    })
    assert.equal(mostNodes, 1, 'one node at a time, also with a node that lost its power')
    say(`never fewer than ${fewestPods} pods served`)
    for (const { name: node } of cluster.machines.all) {
      assert.equal(await versionInside(cluster, node), THIRD.version, `${node} runs the image`)
    }
  },
}
