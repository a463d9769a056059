import assert from 'node:assert/strict'
import { bootIds, readNodes, versionInside } from './cluster-facts'
import { applyPool, untilUpToDate, verifying } from './pool'
import type { Story, Told } from './story'
import { ELEVENTH } from './versions'

const softReboots = async ({ cluster }: Told, name: string): Promise<number> =>
  Number((await cluster.machines.get(name).run(['systemctl', 'show', '-P', 'SoftRebootsCount'])).stdout)

/** Reached anew in each userspace; an agent that took the start of an earlier one for this one would pass it at once. */
const ROLLOUT = verifying('multi-user.target')

/** The new image with the old kernel: systemd starts all over in it, and the kernel does not notice. */
export const softReboot: Story = {
  name: 'updates two nodes by soft reboots, which keep the kernel',
  run: async told => {
    const { cluster, say } = told
    const before = await bootIds(cluster)
    const counts = new Map<string, number>()
    for (const name of before.keys()) counts.set(name, await softReboots(told, name))
    const ref = await cluster.publish(ELEVENTH)
    await applyPool(cluster, ref, {
      disruption: { rebootPolicy: 'RequireSoftReboot' },
      rollout: ROLLOUT,
    })
    await untilUpToDate(told, ref)
    for (const { name, bootId, osImage, cordoned } of await readNodes(cluster)) {
      const count = await softReboots(told, name)
      say(`${name}: boot ${bootId}, ${count} soft reboots, ${osImage}`)
      assert.equal(bootId, before.get(name), `${name} has still the same kernel`)
      assert.equal(count, (counts.get(name) ?? 0) + 1, `${name} has soft rebooted once`)
      assert.equal(cordoned, false, `${name} takes pods again`)
      assert.equal(await versionInside(cluster, name), ELEVENTH.version, `${name} runs the image`)
    }
  },
}
