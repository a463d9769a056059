import assert from 'node:assert/strict'
import { readNodes } from './cluster-facts'
import { applyPool, untilHalted, untilUpToDate } from './pool'
import type { Story } from './story'
import { readUpdates, runningRef } from './updates'
import { NO_SYSTEM } from './versions'

/** What is no operating system never gets so far as to cost a node anything. */
export const failingImage: Story = {
  name: 'stops before any node is touched when the image cannot be staged',
  run: async told => {
    const { cluster, say } = told
    const before = await readNodes(cluster)
    const running = await runningRef(told)
    await applyPool(cluster, await cluster.publish(NO_SYSTEM))
    await untilHalted(told)
    const failed = (await readUpdates(told)).filter(({ trouble }) => trouble === 'NotABootcImage')
    for (const { name, message } of failed) say(`${name}: ${message}`)
    assert.ok(failed.length > 0, 'it is said why')
    assert.deepEqual(await readNodes(cluster), before, 'no node was cordoned or rebooted')
    await applyPool(cluster, running)
    await untilUpToDate(told, running)
    assert.deepEqual(await readNodes(cluster), before, 'nor for the way back')
  },
}
