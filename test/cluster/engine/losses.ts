import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { readMark } from '../../../hooks/api/mark'
import {
  assertRan,
  holdReboot,
  joinNodes,
  machineOf,
  put,
  rebootsOf,
  setFaults,
  stagedOn,
  untilDown,
  untilReleased,
  untilSeenDown,
  untilUpdated,
} from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, STORY_LABEL } from '../support/pools'
import { markIdOn, nodePath, poolPath, readMember, readNode, readUpdate, until, untilPool } from '../support/views'
import { addProtectedPods, podsThatStayOn, unprotect } from '../support/workloads'

const leavesInItsReboot: Story = {
  title:
    'a node leaves every pool while it reboots: it comes back uncordoned, without a mark, and nothing of ours stays',
  tell: async world => {
    const names = ['leave-1', 'leave-2']
    await joinNodes(world, 'leave', names)
    holdReboot(world, 'leave-1')
    const budget = world.budget('leave', 1)
    await put(world, { name: 'leave', version: 'v2' })
    await untilDown(world, 'leave-1')
    await world.api.patch(nodePath('leave-1'), { metadata: { labels: { [STORY_LABEL]: null } } })
    await until('leave-1 to have left', async () => (await readMember(world, 'leave-1'))?.pool === '' || undefined)
    await sleep(3000)
    assert.notEqual(await markIdOn(world, 'leave-1'), undefined, 'it is let go only when it is back')
    await machineOf(world, 'leave-1').powerCut()
    await until('leave-1 to be let go', async () => {
      const { metadata, spec } = await readNode(world, 'leave-1')
      return (readMark(metadata).state === 'none' && spec?.unschedulable !== true) || undefined
    })
    await untilPool(world, 'leave', /^UpToDate: all 1 nodes run the target$/)
    await until(
      'nothing of leave-1 to be left',
      async () => (await readUpdate(world, 'leave-1')) === undefined || undefined,
    )
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const deadHostRollsBack: Story = {
  title:
    'onFailure RollBack because a host dies in its reboot: the others return meanwhile, and it does too once it is back',
  tell: async world => {
    const names = ['dead-1', 'dead-2', 'dead-3']
    await joinNodes(world, 'dead', names)
    holdReboot(world, 'dead-2')
    const budget = world.budget('dead', 2)
    const rollout = { maxUnavailable: 2, onFailure: 'RollBack' }
    await put(world, { name: 'dead', version: 'v2', rollout })
    await untilPool(world, 'dead', /^Progressing: 2 of 3 nodes run the target; .*dead-2 .*Rebooting/)
    await untilSeenDown(world, 'dead-2')
    // The short timeout is for this one alone: nobody else may reboot before it is over.
    for (const name of ['dead-1', 'dead-3']) await addProtectedPods(world, name, 1)
    await put(world, { name: 'dead', version: 'v2', rollout: { ...rollout, rebootTimeoutSeconds: 1 } })
    await untilPool(world, 'dead', /^RollingBack: .*dead-2 \(RebootTimedOut\)/)
    await put(world, { name: 'dead', version: 'v2', rollout })
    // On the way back no node waits for the others to stage: whoever has staged first goes first.
    await untilPool(world, 'dead', /^RollingBack: .*dead-[13] Draining .*blocked by/)
    for (const name of ['dead-1', 'dead-3']) await unprotect(world, name)
    await until('the others to return', async () => {
      return rebootsOf(world, ['dead-1', 'dead-3']).every(reboots => reboots === 2) || undefined
    })
    await machineOf(world, 'dead-2').powerCut()
    await untilPool(world, 'dead', /^RolledBack: 3 of 3 nodes are back on \S+( \(\w+\))?; 1 of 3 nodes failed .*dead-2/)
    await untilReleased(budget)
    await assertKept(budget)
    assertRan(world, names, ['v1', 'v1', 'v1'], [2, 2, 2])
  },
}

const stagedImageLost: Story = {
  title: 'a power cut during a drain loses the staged image: the node is let go, stages again, and is drained anew',
  tell: async world => {
    await joinNodes(world, 'cut', ['cut-1'])
    await addProtectedPods(world, 'cut-1', 1)
    const budget = world.budget('cut', 1)
    await put(world, { name: 'cut', version: 'v2' })
    await untilPool(world, 'cut', /cut-1 Draining .*blocked by/)
    const first = await markIdOn(world, 'cut-1')
    // Nothing can be pulled until the loss was noticed: a host that stages again faster than anybody looks keeps its slot.
    setFaults(world, 'cut-1', { switch: 'registry-down', upgrade: 'registry-down' })
    await machineOf(world, 'cut-1').powerCut()
    await untilReleased(budget)
    setFaults(world, 'cut-1', {})
    // Not by the pool, which may still tell of the drain before.
    await until('cut-1 to be drained anew', async () => {
      const { slot, drain } = (await readMember(world, 'cut-1')) ?? {}
      return (slot?.id !== first && drain?.id === slot?.id && drain?.state === 'Blocked') || undefined
    })
    assert.notEqual(stagedOn(world, 'cut-1'), undefined)
    assert.equal((await podsThatStayOn(world, 'cut-1')).length, 1)
    await unprotect(world, 'cut-1')
    await untilUpdated(world, 'cut')
    await assertKept(budget)
    assertRan(world, ['cut-1'], ['v2'], [2])
  },
}

const deletedInTheForeground: Story = {
  title:
    'a pool is deleted in the foreground during a blocked drain: the node is uncordoned, its pods stay, the pool goes',
  tell: async world => {
    const names = ['front-1', 'front-2']
    await joinNodes(world, 'front', names)
    await addProtectedPods(world, 'front-1', 1)
    const budget = world.budget('front', 1)
    await put(world, { name: 'front', version: 'v2' })
    await untilPool(world, 'front', /front-1 Draining .*blocked by/)
    await world.api.remove(poolPath('front'), 'Foreground')
    await untilReleased(budget)
    await until('the pool to be gone', async () => (await world.api.get(poolPath('front'))) === undefined || undefined)
    await unprotect(world, 'front-1')
    await sleep(3000)
    assert.equal((await podsThatStayOn(world, 'front-1')).length, 1)
    await assertKept(budget)
    assertRan(world, names, ['v1', 'v1'], [0, 0])
  },
}

export const losses: ReadonlyArray<Story> = [
  leavesInItsReboot,
  deadHostRollsBack,
  stagedImageLost,
  deletedInTheForeground,
]
