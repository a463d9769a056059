import assert from 'node:assert/strict'
import { bootIds, readNodes, versionInside } from './cluster-facts'
import { applyPool, untilHalted, untilUpToDate } from './pool'
import type { Story } from './story'
import { readUpdates } from './updates'
import { BROKEN, FIFTH } from './versions'

/** An image that does not boot: the first node falls back and stops the rollout, and a better image gets all of them. */
export const fallback: Story = {
  name: 'stops at the first node when an image does not boot, and goes on with a better one',
  run: async told => {
    const { cluster, say } = told
    const before = await bootIds(cluster)
    const old = new Map<string, string>()
    for (const { name } of cluster.machines.all) old.set(name, await versionInside(cluster, name))
    await applyPool(cluster, await cluster.publish(BROKEN))
    await untilHalted(told)
    const after = await readNodes(cluster)
    const rebooted = after.filter(({ name, bootId }) => bootId !== before.get(name))
    assert.equal(rebooted.length, 1, 'one node tried the image')
    assert.deepEqual(
      after.filter(({ ready, cordoned }) => !ready || cordoned).map(({ name }) => name),
      [],
      'all nodes take pods: the one that fell back is healthy on its old image',
    )
    for (const { name } of after) assert.equal(await versionInside(cluster, name), old.get(name))
    for (const { name, message } of await readUpdates(told)) say(`${name}: ${message}`)
    const ref = await cluster.publish(FIFTH)
    await applyPool(cluster, ref)
    await untilUpToDate(told, ref)
    for (const { name } of after) assert.equal(await versionInside(cluster, name), FIFTH.version)
  },
}
