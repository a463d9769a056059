import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  assertRan,
  joinNodes,
  machineOf,
  put,
  rebootsOf,
  setFaults,
  stagedOn,
  switchOff,
  untilReleased,
  untilUpdated,
} from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, digestOf } from '../support/pools'
import { markOn, readPool, readRollout, readUpdate, until, untilPool } from '../support/views'
import { addPod, addProtectedPods, unprotect } from '../support/workloads'

const doesNotBoot = (version: string) => ({ fallbackDigests: [digestOf(version)] })

const poweredOff: Story = {
  title: 'one node is switched off: it counts as unavailable, is named, halts nothing and is updated when it is back',
  tell: async world => {
    const names = ['off-1', 'off-2', 'off-3']
    await joinNodes(world, 'off', names)
    await switchOff(world, 'off-2')
    await put(world, { name: 'off', version: 'v2' })
    await untilPool(
      world,
      'off',
      /^Progressing: 0 of 3 nodes run the target; .*maxUnavailable \(1\) is used up, off-2 is NotReady$/,
    )
    await sleep(2000)
    assert.deepEqual(rebootsOf(world, names), [0, 0, 0])
    const budget = world.budget('off', 2)
    await put(world, { name: 'off', version: 'v2', rollout: { maxUnavailable: 2 } })
    await untilPool(world, 'off', /^Progressing: 2 of 3 nodes run the target/)
    assert.equal((await readPool(world, 'off')).status?.failedCount, 0, 'a node that is off has not failed')
    await machineOf(world, 'off-2').powerCut()
    await untilUpdated(world, 'off')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2', 'v2'], [1, 2, 1])
  },
}

const failsLate: Story = {
  title: 'a node that joins after completion and fails halts, and rolls nothing back, even with onFailure RollBack',
  tell: async world => {
    const names = ['late-1', 'late-2', 'late-3']
    await joinNodes(world, 'late', names.slice(0, 2))
    const wish = { name: 'late', version: 'v2', rollout: { onFailure: 'RollBack' } }
    await put(world, wish)
    await untilUpdated(world, 'late')
    const budget = world.budget('late', 1)
    await joinNodes(world, 'late', names.slice(2), { faults: doesNotBoot('v2') })
    await untilPool(
      world,
      'late',
      /^Halted: 2 of 3 nodes run the target; .*1 of 3 nodes failed .*: late-3 \(FellBack\)/,
    )
    await untilReleased(budget)
    await sleep(3000)
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2', 'v1'], [1, 1, 1])
  },
}

const rollsBack: Story = {
  title:
    'onFailure RollBack: two of four are updated, the third falls back, so the two return and the fourth never starts',
  tell: async world => {
    const names = ['back-1', 'back-2', 'back-3', 'back-4']
    await joinNodes(world, 'back', names)
    setFaults(world, 'back-3', doesNotBoot('v2'))
    const budget = world.budget('back', 1)
    await put(world, { name: 'back', version: 'v2', rollout: { onFailure: 'RollBack' } })
    await untilPool(world, 'back', /^RolledBack: 4 of 4 nodes are back on \S+( \(\w+\))?; 1 of 4 nodes failed .*back-3/)
    await untilReleased(budget)
    await until('back-4 to drop what it had staged', async () => stagedOn(world, 'back-4') === undefined || undefined)
    await assertKept(budget)
    assertRan(world, names, ['v1', 'v1', 'v1', 'v1'], [2, 2, 1, 0])
    assert.equal((await readRollout(world, 'back')).status?.history?.at(-1)?.outcome, 'RolledBack')
  },
}

const cancelled: Story = {
  title:
    'cancelledDigest half way: the updated node returns by its rollback entry, the draining one is let go, all unstage',
  tell: async world => {
    const names = ['undo-1', 'undo-2', 'undo-3']
    await joinNodes(world, 'undo', names)
    await addProtectedPods(world, 'undo-2', 1)
    const budget = world.budget('undo', 1)
    await put(world, { name: 'undo', version: 'v2' })
    await untilPool(world, 'undo', /^Progressing: 1 of 3 nodes run the target; undo-2 Draining .*blocked by/)
    // Its way back is held until it was seen how it goes.
    await addProtectedPods(world, 'undo-1', 1)
    await put(world, { name: 'undo', version: 'v2', rollout: { cancelledDigest: digestOf('v2') } })
    await until('undo-1 to have its rollback entry ready', async () => {
      const { status } = (await readUpdate(world, 'undo-1')) ?? {}
      return (status?.ready?.how === 'rollback' && status.ready.digest === digestOf('v1')) || undefined
    })
    await unprotect(world, 'undo-1')
    await untilPool(
      world,
      'undo',
      /^RolledBack: 3 of 3 nodes are back on \S+( \(\w+\))?; cancelled by spec.rollout.cancelledDigest/,
    )
    await untilReleased(budget)
    for (const name of names)
      await until(`${name} to unstage`, async () => stagedOn(world, name) === undefined || undefined)
    await unprotect(world, 'undo-2')
    await assertKept(budget)
    assertRan(world, names, ['v1', 'v1', 'v1'], [2, 0, 0])
  },
}

/** Its pod cannot end while the node is NotReady, so the drain has to be given up. */
const repaired: Story = {
  title: 'a node that came back NotReady, with a pod on it, is repaired by a new target although maxUnavailable is 1',
  tell: async world => {
    const names = ['cure-1', 'cure-2']
    await joinNodes(world, 'cure', names)
    setFaults(world, 'cure-1', { kubelet: { name: 'not-ready', times: 1 } })
    const budget = world.budget('cure', 1)
    await put(world, { name: 'cure', version: 'v2' })
    await untilPool(world, 'cure', /cure-1 Verifying since \S+ \(not Ready yet\)/)
    // Only then: a host that is slow to go down would fail in another way.
    await put(world, { name: 'cure', version: 'v2', rollout: { rebootTimeoutSeconds: 1 } })
    await untilPool(world, 'cure', /^Halted: .*1 of 2 nodes failed .*: cure-1 \(NotReadyAfterBoot\)/)
    assertRan(world, names, ['v2', 'v1'], [1, 0])
    await addPod(world, { node: 'cure-1', name: 'cure-1-app', toleratesCordon: false })
    await put(world, { name: 'cure', version: 'v3' })
    const slot = await until('cure-1 to be marked anew', async () => {
      const mark = await markOn(world, 'cure-1')
      return mark.state === 'whole' && mark.slot.bestEffort === true ? mark.slot : undefined
    })
    assert.equal(slot.uncordon, true, 'the cordon stays ours')
    await untilUpdated(world, 'cure')
    await assertKept(budget)
    assertRan(world, names, ['v3', 'v3'], [2, 1])
  },
}

export const failures: ReadonlyArray<Story> = [repaired, poweredOff, failsLate, rollsBack, cancelled]
