import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { bootedDeployment, readState } from '../../../testbed/hosts/host-state'
import { assertRan, joinNodes, machineOf, put, rebootsOf, switchOff, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, digestOf } from '../support/pools'
import { nodePath, readNode, readPool, readUpdate, until, untilPool } from '../support/views'
import { addProtectedPods } from '../support/workloads'
import type { World } from '../support/world'

const setCordon = (world: World, node: string, unschedulable: boolean): Promise<unknown> =>
  world.api.patch(nodePath(node), { spec: { unschedulable } })

/** Long enough for several syncs, in milliseconds. */
const A_WHILE = 3000

const notReadyOutsideSlots: Story = {
  title: 'a node that goes down outside its turn takes a slot: nothing starts until it is back',
  tell: async world => {
    const names = ['down-1', 'down-2', 'down-3']
    await joinNodes(world, 'down', names)
    const budget = world.budget('down', 1)
    await put(world, { name: 'down', version: 'v2', rollout: { maxUnavailable: 0 } })
    await until('all to have told that they staged', async () => {
      const updates = await Promise.all(names.map(name => readUpdate(world, name)))
      return updates.every(update => update?.status?.ready?.digest === digestOf('v2')) || undefined
    })
    await switchOff(world, 'down-3')
    // Only then: a node may start as long as the operator does not know.
    await untilPool(world, 'down', /^(Paused|Staging): .*down-3 .*NotReady/)
    await put(world, { name: 'down', version: 'v2' })
    await untilPool(world, 'down', /^Progressing: 0 of 3 .*; .*maxUnavailable \(1\) is used up, down-3 is NotReady$/)
    await sleep(A_WHILE)
    assert.deepEqual(await budget.live(), ['down-3'])
    assert.equal((await readPool(world, 'down')).status?.failedCount, 0)
    await machineOf(world, 'down-3').powerCut()
    await untilUpdated(world, 'down')
    await assertKept(budget)
    assert.deepEqual(rebootsOf(world, names), [1, 1, 2], 'the one that was down came up once more')
  },
}

const cordonedByAnAdmin: Story = {
  title: 'a node that an admin cordoned counts and is named, waits, and is left cordoned',
  tell: async world => {
    const names = ['admin-1', 'admin-2', 'admin-3']
    await joinNodes(world, 'admin', names)
    await setCordon(world, 'admin-1', true)
    await put(world, { name: 'admin', version: 'v2', rollout: { paused: true } })
    await untilPool(world, 'admin', /^Paused: .*admin-1 .*cordoned/)
    await put(world, { name: 'admin', version: 'v2' })
    await untilPool(world, 'admin', /^Progressing: 0 of 3 .*; maxUnavailable \(1\) is used up, admin-1 is cordoned$/)
    const budget = world.budget('admin', 2)
    await sleep(A_WHILE)
    assert.deepEqual(await budget.live(), ['admin-1'])
    await put(world, { name: 'admin', version: 'v2', rollout: { maxUnavailable: 2 } })
    await untilPool(world, 'admin', /^Progressing: 2 of 3 nodes run the target/)
    await until('the others to be let go', async () => (await budget.live()).length === 1 || undefined)
    await sleep(A_WHILE)
    assert.deepEqual(await budget.live(), ['admin-1'], 'it is left as the admin wanted it')
    assert.deepEqual(rebootsOf(world, names), [0, 1, 1])
    await setCordon(world, 'admin-1', false)
    await untilUpdated(world, 'admin')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2', 'v2'], [1, 1, 1])
  },
}

const contested: Story = {
  title: 'a node that two pools claim is named and not touched, the others go on, and it follows once that is settled',
  tell: async world => {
    const names = ['claim-1', 'claim-2']
    await joinNodes(world, 'claim', ['claim-1'], { labels: { 'example.com/rack': 'claim' } })
    await joinNodes(world, 'claim', ['claim-2'])
    const budget = world.budget('claim', 1)
    await put(world, { name: 'claim', version: 'v2', rollout: { paused: true } })
    await untilPool(world, 'claim', /^Paused: 0 of 2/)
    await put(world, { name: 'claim-rack', version: 'v3', selector: { 'example.com/rack': 'claim' } })
    await untilPool(world, 'claim', /claim-1 \(of pool [^)]*\) is claimed by several pools: change a selector/)
    await put(world, { name: 'claim', version: 'v2' })
    await untilPool(world, 'claim', /^Progressing: 1 of 2 .*claim-1 \(of pool [^)]*\) is claimed by several pools/)
    await sleep(A_WHILE)
    assertRan(world, names, ['v1', 'v2'], [0, 1])
    await world.api.patch(nodePath('claim-1'), { metadata: { labels: { 'example.com/rack': null } } })
    await untilUpdated(world, 'claim')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const autoscaled: Story = {
  title:
    'a node that the cluster autoscaler is about to remove is held; one that it removes during its drain frees its slot',
  tell: async world => {
    const names = ['scale-1', 'scale-2', 'scale-3']
    await joinNodes(world, 'scale', names)
    const taint = { key: 'ToBeDeletedByClusterAutoscaler', value: '1', effect: 'NoSchedule' }
    await world.api.patch(nodePath('scale-1'), { spec: { taints: [taint] } })
    await addProtectedPods(world, 'scale-2', 1)
    const budget = world.budget('scale', 1)
    await put(world, { name: 'scale', version: 'v2', rollout: { maxUnavailable: 0 } })
    await untilPool(world, 'scale', /^Paused: .*skipped: scale-1 \(ToBeDeletedByAutoscaler\) is held/)
    await put(world, { name: 'scale', version: 'v2' })
    await untilPool(world, 'scale', /scale-2 Draining .*skipped: scale-1 \(ToBeDeletedByAutoscaler\) is held/)
    const { metadata } = await readNode(world, 'scale-2')
    assert.equal(metadata.annotations?.['cluster-autoscaler.kubernetes.io/scale-down-disabled'], 'true')
    assert.equal(metadata.annotations?.['karpenter.sh/do-not-disrupt'], 'true')
    await world.lab.nodes.remove('scale-2')
    await untilPool(world, 'scale', /^Progressing: 1 of 2 nodes run the target; skipped: scale-1 .*is held/)
    await sleep(A_WHILE)
    assertRan(world, ['scale-1', 'scale-3'], ['v1', 'v2'], [0, 1])
    await world.lab.nodes.remove('scale-1')
    await untilPool(world, 'scale', /^UpToDate: all 1 nodes run the target$/)
    const left = await readNode(world, 'scale-3')
    assert.equal(left.metadata.annotations?.['cluster-autoscaler.kubernetes.io/scale-down-disabled'], undefined)
    assert.equal(left.metadata.annotations?.['karpenter.sh/do-not-disrupt'], undefined)
    await assertKept(budget)
  },
}

const stageOnly: Story = {
  title: 'StageOnly: stages unlocked and marks nothing; whom somebody else reboots is counted as updated',
  tell: async world => {
    const names = ['driven-1', 'driven-2']
    await joinNodes(world, 'driven', names)
    const budget = world.budget('driven', 1)
    await put(world, { name: 'driven', version: 'v2', rollout: { strategy: 'StageOnly' } })
    await untilPool(world, 'driven', /^Staging: 0 of 2 .*rollout.strategy is StageOnly, so another controller reboots$/)
    await until('both to have staged, unlocked', async () => {
      const staged = names.map(name => readState(machineOf(world, name).layout).run.staged)
      return staged.every(image => image?.locked === false) || undefined
    })
    await sleep(A_WHILE)
    assert.equal(budget.most(), 0, 'no node was cordoned or marked')
    assert.deepEqual(rebootsOf(world, names), [0, 0])
    await machineOf(world, 'driven-1').reboot()
    assert.equal(bootedDeployment(readState(machineOf(world, 'driven-1').layout)).image.digest, digestOf('v2'))
    await untilPool(world, 'driven', /^Staging: 1 of 2 nodes run the target/)
    await machineOf(world, 'driven-2').reboot()
    await untilUpdated(world, 'driven')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

export const neighbours: ReadonlyArray<Story> = [
  notReadyOutsideSlots,
  cordonedByAnAdmin,
  contested,
  autoscaled,
  stageOnly,
]
