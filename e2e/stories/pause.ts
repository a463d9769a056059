import assert from 'node:assert/strict'
import { readNodes, versionInside } from './cluster-facts'
import { holds } from './holds'
import { applyPool, followPool, untilUpToDate } from './pool'
import type { Story } from './story'
import { readUpdates, untilSomeNode } from './updates'
import { EIGHTH } from './versions'

/** Paused while the first node reboots: that one is finished, the next waits for the user's word. */
export const pause: Story = {
  name: 'finishes the node that reboots when the pool is paused, and starts the next when it is resumed',
  run: async told => {
    const { cluster, say } = told
    const ref = await cluster.publish(EIGHTH)
    await applyPool(cluster, ref)
    const { name: first } = await untilSomeNode(told, 'to reboot', ({ phase }) => phase === 'Rebooting')
    await applyPool(cluster, ref, { rollout: { paused: true } })
    await followPool(
      told,
      `${first} alone to be updated`,
      ({ status }) => status?.phase === 'Paused' && status.updatedCount === 1,
    )
    await holds({
      seconds: 20,
      look: async () => {
        const away = (await readNodes(cluster)).filter(({ ready, cordoned }) => !ready || cordoned)
        assert.deepEqual(away, [], 'no node is taken away while the pool is paused')
        const ordered = (await readUpdates(told)).filter(({ name, step }) => name !== first && step === 'Reboot')
        assert.deepEqual(ordered, [], 'no node is told to reboot while the pool is paused')
      },
    })
    say(`${first} is updated, and the others wait`)
    await applyPool(cluster, ref)
    await untilUpToDate(told, ref)
    for (const { name } of cluster.machines.all) assert.equal(await versionInside(cluster, name), EIGHTH.version)
  },
}
