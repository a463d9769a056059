import assert from 'node:assert/strict'
import { BOOT_SECONDS, readNode, untilReady, versionInside } from './cluster-facts'
import { applyPool, digestIn, untilUpToDate } from './pool'
import type { Story } from './story'
import { untilEveryNode, untilSomeNode } from './updates'
import { THIRTEENTH } from './versions'

/** What is staged lives in /run, and so not longer than the power. */
export const powerCutStaged: Story = {
  name: 'stages again on a node that lost its power with a staged image',
  run: async told => {
    const { cluster, say } = told
    const ref = await cluster.publish(THIRTEENTH)
    const digest = digestIn(ref)
    const machine = cluster.machines.all.at(-1)
    if (machine === undefined) throw new Error('there are no machines')
    const { name } = machine
    await applyPool(cluster, ref, { rollout: { maxUnavailable: 0 } })
    await untilEveryNode(told, `to have ${digest} staged`, ({ ready }) => ready === digest)
    const old = await versionInside(cluster, name)
    const { bootId } = await readNode(cluster, name)
    await machine.powerOff()
    await machine.powerOn()
    await machine.answers(BOOT_SECONDS)
    assert.equal(await versionInside(cluster, name), old, 'a locked image is not what a power cut brings up')
    await untilSomeNode(
      told,
      `to be ${name}, with the image staged in another boot`,
      update => update.name === name && !update.boot.startsWith(bootId) && update.ready === digest,
    )
    await untilReady(cluster, [name])
    say(`${name} has staged the image again`)
    await applyPool(cluster, ref)
    await untilUpToDate(told, ref)
    for (const { name: node } of cluster.machines.all) {
      assert.equal(await versionInside(cluster, node), THIRTEENTH.version, `${node} runs the image`)
    }
  },
}
