import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  assertRan,
  holdReboot,
  joinNodes,
  machineOf,
  put,
  rebootsOf,
  setFaults,
  untilDown,
  untilReleased,
  untilSeenDown,
  untilUpdated,
  versionsOf,
} from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, digestOf } from '../support/pools'
import { watchUncordonedReboots } from '../support/uncordoned-reboots'
import { markIdOn, poolPath, readNode, readUpdate, until, untilPool } from '../support/views'
import { addPod } from '../support/workloads'

const poolDeleted: Story = {
  title: 'a pool is deleted while a node reboots: the node comes back uncordoned, without a mark, and stays as it is',
  tell: async world => {
    const names = ['gone-1', 'gone-2']
    await joinNodes(world, 'gone', names)
    holdReboot(world, 'gone-1')
    const budget = world.budget('gone', 1)
    await put(world, { name: 'gone', version: 'v2' })
    await untilDown(world, 'gone-1')
    await world.api.remove(poolPath('gone'))
    await machineOf(world, 'gone-1').powerCut()
    await untilReleased(budget)
    await until('nothing of the pool to be left', async () => {
      const left = await Promise.all(names.map(name => readUpdate(world, name)))
      return left.every(object => object === undefined) || undefined
    })
    await assertKept(budget)
    assert.equal(await markIdOn(world, 'gone-1'), undefined)
    assertRan(world, names, ['v2', 'v1'], [1, 0])
  },
}

const targetChanged: Story = {
  title: 'another target while a node reboots: it comes back, is let go, and goes on to the new target',
  tell: async world => {
    const names = ['turn-1', 'turn-2']
    await joinNodes(world, 'turn', names)
    holdReboot(world, 'turn-1')
    const budget = world.budget('turn', 1)
    await put(world, { name: 'turn', version: 'v2' })
    await untilDown(world, 'turn-1')
    await put(world, { name: 'turn', version: 'v3' })
    await untilPool(world, 'turn', /0 of 2 nodes run the target; turn-1 .*Rebooting/)
    await machineOf(world, 'turn-1').powerCut()
    await untilUpdated(world, 'turn')
    await assertKept(budget)
    assertRan(world, names, ['v3', 'v3'], [2, 1])
  },
}

const neverBack: Story = {
  title: 'a node that never comes back fails, keeps its slot and halts; switched on again it is freed',
  tell: async world => {
    const names = ['lost-1', 'lost-2']
    await joinNodes(world, 'lost', names)
    holdReboot(world, 'lost-1')
    const budget = world.budget('lost', 1)
    await put(world, { name: 'lost', version: 'v2' })
    await untilSeenDown(world, 'lost-1')
    // Only then: a host that is slow to go down would be let off its order.
    await put(world, { name: 'lost', version: 'v2', rollout: { rebootTimeoutSeconds: 1 } })
    await untilPool(world, 'lost', /^Halted: .*1 of 2 nodes failed .*: lost-1 \(RebootTimedOut\); halted since/)
    assert.ok((await readNode(world, 'lost-1')).spec?.unschedulable, 'it keeps its cordon')
    assert.notEqual(await markIdOn(world, 'lost-1'), undefined, 'it keeps its mark')
    await machineOf(world, 'lost-1').powerCut()
    await untilReleased(budget)
    await untilPool(world, 'lost', /^Halted: 1 of 2 nodes run the target/)
    assertRan(world, names, ['v2', 'v1'], [1, 0])
    await put(world, { name: 'lost', version: 'v2', rollout: { retry: 'switched on' } })
    await untilUpdated(world, 'lost')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const fellBack: Story = {
  title: 'a node that falls back to its old image fails after exactly one reboot, is uncordoned and not tried again',
  tell: async world => {
    const names = ['fall-1', 'fall-2']
    await joinNodes(world, 'fall', names)
    setFaults(world, 'fall-1', { fallbackDigests: [digestOf('v2')] })
    const budget = world.budget('fall', 1)
    await put(world, { name: 'fall', version: 'v2' })
    await untilPool(world, 'fall', /^Halted: .*1 of 2 nodes failed .*: fall-1 \(FellBack\)/)
    await untilReleased(budget)
    await sleep(5000)
    await assertKept(budget)
    assertRan(world, names, ['v1', 'v1'], [1, 0])
  },
}

/**
 * The operator's word against the host's, at moments from just before the reboot order to well after it, in milliseconds,
 * and once the host has said that it goes.
 */
const withdrawalRaces: Story = {
  title: 'a withdrawal that races a reboot: a node is never both uncordoned and rebooted, and none reboots twice',
  tell: async world => {
    const moments = [-1, 0, 50, 100, 200, 'told'] as const
    const names = moments.map((_, index) => `race-${index}`)
    const watch = watchUncordonedReboots(world, names)
    const race = async (name: string, moment: (typeof moments)[number]): Promise<boolean> => {
      // A slow bootc, so that the host takes a while from the order to the reboot.
      await joinNodes(world, name, [name], { rebootSeconds: 1, host: { statusMillis: 150 } })
      await addPod(world, { node: name, name: `${name}-app` })
      const budget = world.budget(name, 1)
      await put(world, { name, version: 'v2' })
      const isTime = async (): Promise<true | undefined> => {
        const update = await readUpdate(world, name)
        if (moment === 'told')
          return update?.status?.phase === 'Rebooting' || rebootsOf(world, [name])[0] === 1 || undefined
        if (moment < 0) return update?.spec.node.drain?.state === 'Drained' || undefined
        return update?.spec.order?.step === 'Reboot' || undefined
      }
      await until(`${name} to be drained`, isTime, { every: 10 })
      if (moment !== 'told') await sleep(Math.max(0, moment))
      await put(world, { name, version: 'v2', rollout: { paused: true } })
      await untilPool(world, name, /^(Paused|UpToDate)/)
      await untilReleased(budget)
      const rebooted = machineOf(world, name).reboots() === 1
      await sleep(2000)
      assert.equal(machineOf(world, name).reboots(), rebooted ? 1 : 0, `${name} does not reboot once it is let go`)
      assert.deepEqual(versionsOf(world, [name]), [rebooted ? 'v2' : 'v1'])
      await put(world, { name, version: 'v2' })
      await untilUpdated(world, name)
      await assertKept(budget)
      return rebooted
    }
    const won = await Promise.all(moments.map((moment, index) => race(names[index] ?? '', moment)))
    assert.equal(won.at(-1), true, 'a host that goes down keeps its slot until it is back')
    assert.deepEqual(watch.stop(), [])
    assert.deepEqual(
      rebootsOf(world, names),
      names.map(() => 1),
    )
    console.log(`      the reboot won ${won.filter(yes => yes).length} of ${won.length} races`)
  },
}

export const reboots: ReadonlyArray<Story> = [withdrawalRaces, poolDeleted, targetChanged, neverBack, fellBack]
