import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertRan, joinNodes, machineOf, put, rebootsOf, untilReleased, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, STORY_LABEL } from '../support/pools'
import { markIdOn, markOn, nodePath, readMember, readUpdate, until, untilPool } from '../support/views'
import { addPod, addProtectedPods, keepPod, podsThatStayOn, protect, unprotect } from '../support/workloads'

/** Longer than a drain waits before it asks again for an eviction that was refused, in milliseconds. */
const ASKED_AGAIN_MS = 12_000

const blocked = (node: string): RegExp =>
  new RegExp(`${node} Draining since \\S+ \\(\\d+ pods? left, blocked by default/${node}-app-0 \\(.*budget`)

const pausedWhileBlocked: Story = {
  title: 'pause during a drain that a budget blocks: evicting stops and the node is uncordoned',
  tell: async world => {
    const names = ['hold-1', 'hold-2']
    await joinNodes(world, 'hold', names)
    await addProtectedPods(world, 'hold-1', 2)
    const budget = world.budget('hold', 1)
    await put(world, { name: 'hold', version: 'v2' })
    await untilPool(world, 'hold', blocked('hold-1'))
    await put(world, { name: 'hold', version: 'v2', rollout: { paused: true } })
    await untilReleased(budget)
    await untilPool(world, 'hold', /^Paused: 0 of 2 nodes run the target; .*rollout.paused is true, so no node starts$/)
    await unprotect(world, 'hold-1')
    await sleep(ASKED_AGAIN_MS)
    assert.equal((await podsThatStayOn(world, 'hold-1')).length, 2, 'nobody evicts from a node that is not drained')
    assert.deepEqual(rebootsOf(world, names), [0, 0])
    await put(world, { name: 'hold', version: 'v2' })
    await untilUpdated(world, 'hold')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

/** With its agent frozen the node stays at Drained, however fast the operator is. */
const pausedWhenDrained: Story = {
  title: 'pause and resume right after Drained: pods that came back are drained again before any reboot',
  tell: async world => {
    await joinNodes(world, 'again', ['again-1'])
    await addProtectedPods(world, 'again-1', 1)
    const budget = world.budget('again', 1)
    // However long it is frozen, it is not silent for too long.
    const rollout = { agentTimeoutSeconds: 0 }
    await put(world, { name: 'again', version: 'v2', rollout })
    await untilPool(world, 'again', blocked('again-1'))
    const first = await markIdOn(world, 'again-1')
    const pid = await until('the agent to run', async () => machineOf(world, 'again-1').pid())
    process.kill(pid, 'SIGSTOP')
    await unprotect(world, 'again-1')
    await until('again-1 to be drained', async () => {
      const drain = (await readMember(world, 'again-1'))?.drain
      return drain?.state === 'Drained' || undefined
    })
    await put(world, { name: 'again', version: 'v2', rollout: { ...rollout, paused: true } })
    await untilReleased(budget)
    await addPod(world, { node: 'again-1', name: 'again-1-back' })
    await protect(world, 'again-1', 1)
    process.kill(pid, 'SIGCONT')
    await put(world, { name: 'again', version: 'v2', rollout })
    await untilPool(world, 'again', /again-1 Draining .*blocked by default\/again-1-back/)
    assert.notEqual(await markIdOn(world, 'again-1'), first, 'the node was marked anew')
    await sleep(3000)
    assert.deepEqual(rebootsOf(world, ['again-1']), [0], 'no reboot by what was drained for the earlier mark')
    await unprotect(world, 'again-1')
    await untilUpdated(world, 'again')
    assert.deepEqual(await podsThatStayOn(world, 'again-1'), [])
    await assertKept(budget)
    assertRan(world, ['again-1'], ['v2'], [1])
  },
}

const retriedWhileDraining: Story = {
  title: 'retry during a drain: the slot is given anew for the new attempt, and one reboot follows',
  tell: async world => {
    const names = ['retry-1', 'retry-2']
    await joinNodes(world, 'retry', names)
    await addProtectedPods(world, 'retry-1', 1)
    const budget = world.budget('retry', 1)
    await put(world, { name: 'retry', version: 'v2' })
    await untilPool(world, 'retry', blocked('retry-1'))
    await put(world, { name: 'retry', version: 'v2', rollout: { retry: 'second' } })
    await until('retry-1 to be marked for the second attempt', async () => {
      const mark = await markOn(world, 'retry-1')
      return (mark.state === 'whole' && mark.slot.attempt.endsWith('/second')) || undefined
    })
    await unprotect(world, 'retry-1')
    await untilUpdated(world, 'retry')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const targetChanged: Story = {
  title: 'another target during a drain: the node is drained for it and never sees the first one',
  tell: async world => {
    const names = ['aim-1', 'aim-2']
    await joinNodes(world, 'aim', names)
    await addProtectedPods(world, 'aim-1', 1)
    const budget = world.budget('aim', 1)
    await put(world, { name: 'aim', version: 'v2' })
    await untilPool(world, 'aim', blocked('aim-1'))
    const first = await markIdOn(world, 'aim-1')
    await put(world, { name: 'aim', version: 'v3' })
    await until('aim-1 to lose the mark of the first target', async () => {
      const id = await markIdOn(world, 'aim-1')
      return id !== first || undefined
    })
    await unprotect(world, 'aim-1')
    await untilUpdated(world, 'aim')
    await assertKept(budget)
    assertRan(world, names, ['v3', 'v3'], [1, 1])
  },
}

const movedToAnotherPool: Story = {
  title:
    'a node is moved to another pool during its drain: the old mark goes and the new pool takes it to its own target',
  tell: async world => {
    await joinNodes(world, 'from', ['from-1', 'from-2'])
    await joinNodes(world, 'to', ['to-1'])
    await addProtectedPods(world, 'from-1', 1)
    await put(world, { name: 'to', version: 'v3' })
    await put(world, { name: 'from', version: 'v2' })
    await untilUpdated(world, 'to')
    await untilPool(world, 'from', blocked('from-1'))
    const budgets = [world.budget('from', 1), world.budget('to', 1)]
    await world.api.patch(nodePath('from-1'), { metadata: { labels: { [STORY_LABEL]: 'to' } } })
    await untilUpdated(world, 'from')
    await untilPool(world, 'to', /from-1 Draining/)
    assert.equal((await readUpdate(world, 'from-1'))?.spec.order?.pool, 'to')
    await unprotect(world, 'from-1')
    await untilPool(world, 'to', /^UpToDate: all 2 nodes run the target$/)
    for (const budget of budgets) await assertKept(budget)
    assertRan(world, ['from-1', 'from-2', 'to-1'], ['v3', 'v2', 'v3'], [1, 1, 1])
  },
}

const timedOut: Story = {
  title: 'a drain that does not end in time fails: the node is uncordoned, the rollout halts and names the pod',
  tell: async world => {
    const names = ['slow-1', 'slow-2']
    await joinNodes(world, 'slow', names)
    await addProtectedPods(world, 'slow-1', 1)
    const budget = world.budget('slow', 1)
    await put(world, { name: 'slow', version: 'v2', rollout: { drainTimeoutSeconds: 3 } })
    await untilPool(world, 'slow', /^Halted: .*1 of 2 nodes failed and failureThreshold is 1: slow-1 \(DrainTimedOut\)/)
    await untilReleased(budget)
    const failed = (
      await world.api.get<{ status: { failed: ReadonlyArray<{ message: string }> } }>(
        '/apis/node.bootc.dev/v1alpha1/bootcrollouts/slow',
      )
    )?.status.failed
    assert.match(failed?.[0]?.message ?? '', /drainTimeoutSeconds|failed in this attempt before/)
    await sleep(3000)
    assert.deepEqual(await budget.live(), [], 'nothing starts in a halted pool')
    assert.equal((await podsThatStayOn(world, 'slow-1')).length, 1)
    assert.deepEqual(rebootsOf(world, names), [0, 0])
    await unprotect(world, 'slow-1')
    await put(world, { name: 'slow', version: 'v2', rollout: { retry: 'budget removed' } })
    await untilUpdated(world, 'slow')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const toleratesTheCordon: Story = {
  title: 'a pod that tolerates the cordon and is put back for ever does not hold the drain up',
  tell: async world => {
    await joinNodes(world, 'stays', ['stays-1'])
    const pod = { node: 'stays-1', name: 'stays-1-agent', toleratesCordon: true }
    const controller = keepPod(world, pod)
    await until('the pod to be there', async () => controller.made() > 0 || undefined)
    await addPod(world, { node: 'stays-1', name: 'stays-1-app' })
    await sleep(1500) // Creation times have whole seconds: this pod is to be older than the mark.
    const budget = world.budget('stays', 1)
    await put(world, { name: 'stays', version: 'v2' })
    await untilUpdated(world, 'stays')
    // The drain evicts the pod that was there before it.
    await until('the pod to be put back', async () => controller.made() > 1 || undefined)
    await controller.stop()
    assert.deepEqual(await podsThatStayOn(world, 'stays-1'), ['stays-1-agent'])
    await assertKept(budget)
    assertRan(world, ['stays-1'], ['v2'], [1])
  },
}

export const drains: ReadonlyArray<Story> = [
  pausedWhileBlocked,
  pausedWhenDrained,
  retriedWhileDraining,
  targetChanged,
  movedToAnotherPool,
  timedOut,
  toleratesTheCordon,
]
