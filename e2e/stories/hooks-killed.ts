import assert from 'node:assert/strict'
import { whileWatched } from './budget'
import { versionInside } from './cluster-facts'
import { holds } from './holds'
import { applyPool, followPool, untilUpToDate } from './pool'
import type { Story } from './story'
import { TWELFTH } from './versions'
import { deployWebAnew, keepWebPods, readWebPods } from './workload'

/** The hook server dies while a pod does not let a node go, and goes on from what the cluster knows when it is back. */
export const hooksKilled: Story = {
  name: 'goes on with a drain when the hook server was killed in the middle of it',
  run: async told => {
    const { cluster, say } = told
    const { hooks } = cluster
    const pods = (await deployWebAnew(cluster)).map(({ uid }) => uid).sort()
    await keepWebPods(cluster, 2)
    const ref = await cluster.publish(TWELFTH)
    const { mostNodes, fewestPods } = await whileWatched(cluster, async () => {
      await applyPool(cluster, ref)
      await followPool(told, 'a drain to be blocked', ({ status }) => /blocked by/.test(status?.message ?? ''))
      await hooks.kill()
      say('the hook server is killed, and the budget lets a pod go')
      await keepWebPods(cluster, 1)
      await holds({
        seconds: 15,
        look: async () => {
          const now = (await readWebPods(cluster)).map(({ uid }) => uid).sort()
          assert.deepEqual(now, pods, 'nobody evicts while the hook server is dead')
        },
      })
      await hooks.start()
      say('the hook server runs again')
      await untilUpToDate(told, ref)
    })
    assert.equal(mostNodes, 1, 'one node at a time')
    assert.ok(fewestPods >= 1, 'the budget of the pods was kept')
    for (const { name } of cluster.machines.all) assert.equal(await versionInside(cluster, name), TWELFTH.version)
  },
}
