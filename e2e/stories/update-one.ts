import assert from 'node:assert/strict'
import { readNodes, versionInside } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import type { Story } from './story'
import { SECOND } from './versions'

/** One node gets a new image, by a real reboot. */
export const updateOne: Story = {
  name: 'updates and reboots a node',
  run: async told => {
    const { cluster, say } = told
    const before = new Map((await readNodes(cluster)).map(({ name, bootId }) => [name, bootId]))
    const ref = await cluster.publish(SECOND)
    await applyPool(cluster, ref)
    await untilUpToDate(told, ref)
    for (const { name, bootId, osImage, cordoned } of await readNodes(cluster)) {
      say(`${name}: boot ${before.get(name)} → ${bootId}, ${osImage}`)
      assert.notEqual(bootId, before.get(name), `${name} has rebooted`)
      assert.equal(cordoned, false, `${name} takes pods again`)
      assert.equal(await versionInside(cluster, name), SECOND.version, `${name} runs the image`)
    }
  },
}
