import assert from 'node:assert/strict'
import { readNodes } from './cluster-facts'
import { applyPool, digestIn, untilUpToDate } from './pool'
import type { Story } from './story'
import { readUpdates, runningRef, untilEveryNode } from './updates'
import { SEVENTH } from './versions'

/** Nobody starts; nodes stage all the same. */
const STAGES = { rollout: { maxUnavailable: 0 } }

/** The registry's password changes: with the old one no node gets the image, with the new one all do, by the Secret alone. */
export const pullSecret: Story = {
  name: 'pulls with the pull secret alone, and with its new password when it is rotated',
  run: async told => {
    const { cluster, say } = told
    const before = await readNodes(cluster)
    const running = await runningRef(told)
    const ref = await cluster.publish(SEVENTH)
    await cluster.changePassword()
    await applyPool(cluster, ref, { ...STAGES, keepsSecret: true })
    await untilEveryNode(told, 'to be refused by the registry', ({ trouble }) => trouble === 'Unauthorized')
    for (const { name, message } of await readUpdates(told)) say(`${name}: ${message}`)
    await applyPool(cluster, ref, STAGES)
    await untilEveryNode(told, `to have ${digestIn(ref)} staged`, ({ ready }) => ready === digestIn(ref))
    say('the new password is in the Secret, and the image on all nodes')
    await applyPool(cluster, running)
    await untilUpToDate(told, running)
    await untilEveryNode(told, 'to stage nothing', ({ ready }) => ready !== digestIn(ref))
    assert.deepEqual(
      (await readNodes(cluster)).map(({ bootId }) => bootId),
      before.map(({ bootId }) => bootId),
      'nobody rebooted',
    )
  },
}
