import assert from 'node:assert/strict'
import { osImage } from '../../testbed/images/os-image'
import { readNodes, versionInside } from './cluster-facts'
import { holds } from './holds'
import { applyPool, digestIn, followPool, POOL, untilUpToDate } from './pool'
import type { Story, Told } from './story'
import { readUpdates } from './updates'
import { TENTH } from './versions'

const approve = async ({ cluster }: Told, approvedDigest: string | null): Promise<void> => {
  const patch = JSON.stringify({ spec: { image: { approvedDigest } } })
  const { code, stderr } = await cluster.kubectl('patch', 'bootcnodepool', POOL, '--type=merge', `--patch=${patch}`)
  if (code !== 0) throw new Error(`kubectl patch: ${stderr}`)
}

/** A pool that follows a tag: what the tag moves to is told, and taken when its user says so. */
export const manualTag: Story = {
  name: 'tells that a tag has moved, and goes there when it is approved',
  run: async told => {
    const { cluster, say } = told
    const [first] = cluster.machines.all
    const running = await cluster.publish(osImage(await versionInside(cluster, first?.name ?? '')), 'stable')
    await applyPool(cluster, `${cluster.repository}:stable`, { image: { pollIntervalSeconds: 30 } })
    await untilUpToDate(told, running)
    const before = await readNodes(cluster)
    const digest = digestIn(await cluster.publish(TENTH, 'stable'))
    await followPool(told, 'the move of the tag to be seen', ({ status }) => status?.availableDigest === digest)
    await holds({
      seconds: 15,
      look: async () => {
        assert.deepEqual(await readNodes(cluster), before, 'no node changes before the approval')
        const staged = (await readUpdates(told)).filter(({ ready }) => ready === digest)
        assert.deepEqual(staged, [], 'nothing is even staged before the approval')
      },
    })
    say(`kubectl patch: approvedDigest ${digest}`)
    await approve(told, digest)
    await untilUpToDate(told, digest)
    for (const { name } of cluster.machines.all) assert.equal(await versionInside(cluster, name), TENTH.version)
    await approve(told, null)
  },
}
