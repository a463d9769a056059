import assert from 'node:assert/strict'
import { readNodes, versionInside } from './cluster-facts'
import { applyPool, followPool } from './pool'
import type { Story } from './story'
import { untilSomeNode } from './updates'
import { SIXTH } from './versions'

/** The first node runs the new image when its user gives it up: it goes back by `bootc rollback`, the others stay. */
export const cancel: Story = {
  name: 'returns the updated node to its old image when the target is cancelled',
  run: async told => {
    const { cluster, say } = told
    const names = cluster.machines.all.map(({ name }) => name)
    const old = new Map<string, string>()
    for (const name of names) old.set(name, await versionInside(cluster, name))
    const ref = await cluster.publish(SIXTH)
    const digest = ref.replace(/^.*@/, '')
    await applyPool(cluster, ref)
    const { name: first } = await untilSomeNode(told, `to run ${digest}`, ({ booted }) => booted === digest)
    say(`${first} runs the new image; the target is cancelled`)
    await applyPool(cluster, ref, { rollout: { cancelledDigest: digest } })
    await followPool(told, 'all nodes to be back', ({ status }) => status?.phase === 'RolledBack')
    for (const name of names) assert.equal(await versionInside(cluster, name), old.get(name), `${name} is back`)
    const away = (await readNodes(cluster)).filter(({ ready, cordoned }) => !ready || cordoned)
    assert.deepEqual(away, [], 'all nodes take pods')
    const { stdout } = await cluster.machines.get(first).run(['bootc', 'status', '--json', '--format-version=1'])
    const { status } = JSON.parse(stdout) as { status: { rollback?: { image?: { imageDigest?: string } } } }
    assert.equal(status.rollback?.image?.imageDigest, digest, 'what it left is its rollback entry now')
  },
}
