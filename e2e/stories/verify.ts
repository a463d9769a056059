import assert from 'node:assert/strict'
import { bootIds, read, readNodes, versionInside } from './cluster-facts'
import { applyPool, POOL, untilHalted, untilUpToDate, verifying } from './pool'
import type { Story, Told } from './story'
import { HEALTHY, UNHEALTHY } from './versions'

const UNIT = 'boot-complete.target'
const ROLLOUT = verifying(UNIT)

const isActive = async ({ cluster }: Told, name: string): Promise<string> =>
  (await cluster.machines.get(name).run(['systemctl', 'is-active', UNIT])).stdout.trim()

interface Rollout {
  readonly status?: {
    readonly unwell?: ReadonlyArray<{ readonly node: string; readonly because: ReadonlyArray<string> }>
  }
}

/** An image whose own check fails: its first node stays out of service, and a better image repairs it in its slot. */
export const verify: Story = {
  name: 'keeps a node out of service whose image is not well, leaves the others alone, and repairs it with a better image',
  run: async told => {
    const { cluster, say } = told
    const before = await bootIds(cluster)
    await applyPool(cluster, await cluster.publish(UNHEALTHY), { rollout: ROLLOUT })
    const stopped = await untilHalted(told)
    assert.match(stopped.status?.message ?? '', /UnhealthyAfterBoot/, 'it is said why')
    const nodes = await readNodes(cluster)
    const tried = nodes.filter(({ name, bootId }) => bootId !== before.get(name))
    assert.equal(tried.length, 1, 'one node tried the image')
    for (const { name, ready, cordoned } of nodes) {
      const isTried = tried.some(node => node.name === name)
      say(
        `${name}: ${ready ? 'Ready' : 'NotReady'}${cordoned ? ', cordoned' : ''}, ${UNIT} ${await isActive(told, name)}`,
      )
      assert.equal(ready, true, `${name} is Ready`)
      assert.equal(cordoned, isTried, `${name} is ${isTried ? '' : 'not '}cordoned`)
    }
    const { status } = await read<Rollout>(cluster, 'bootcrollouts', POOL)
    assert.deepEqual(
      status?.unwell?.map(({ node }) => node),
      tried.map(({ name }) => name),
      'the status names it',
    )
    const ref = await cluster.publish(HEALTHY)
    await applyPool(cluster, ref, { rollout: ROLLOUT })
    await untilUpToDate(told, ref)
    for (const { name, cordoned } of await readNodes(cluster)) {
      assert.equal(await versionInside(cluster, name), HEALTHY.version, `${name} runs the image`)
      assert.equal(await isActive(told, name), 'active', `${name} is well`)
      assert.equal(cordoned, false, `${name} takes pods again`)
    }
  },
}
