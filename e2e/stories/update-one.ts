import { bootIds } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import { assertRebootedInto, showBoots } from './rebooted-into'
import type { Story } from './story'
import { SECOND } from './versions'

/** One node gets a new image, by a real reboot. */
export const updateOne: Story = {
  name: 'updates and reboots a node',
  run: async told => {
    const { cluster } = told
    const before = await bootIds(cluster)
    await showBoots(told)
    const ref = await cluster.publish(SECOND)
    await applyPool(cluster, ref)
    await untilUpToDate(told, ref)
    await assertRebootedInto(told, SECOND.version, before)
  },
}
