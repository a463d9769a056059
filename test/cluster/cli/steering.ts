import assert from 'node:assert/strict'
import { assertRan, joinNodes, put, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { bootc } from '../support/kubectl-bootc'
import { assertKept } from '../support/pools'
import { readPool, untilPool } from '../support/views'
import type { World } from '../support/world'

const done = async ({ lab }: World, ...args: ReadonlyArray<string>): Promise<string> => {
  const { code, stdout, stderr } = await bootc(lab, ...args)
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`)
  return stdout
}

/** From the moment of the edit before it: a status of before must not count. */
const waits = async ({ lab }: World, code: number, says: RegExp): Promise<void> => {
  const told = await bootc(lab, 'wait', 'steer', '--timeout=240s')
  assert.match(`${told.stdout}${told.stderr}`, says)
  assert.equal(told.code, code)
}

const thereAndBack: Story = {
  title: 'pause, resume, cancel and its undoing, and retry steer a rollout',
  tell: async world => {
    const names = ['steer-1', 'steer-2']
    await joinNodes(world, 'steer', names)
    const budget = world.budget('steer', 1)
    await put(world, { name: 'steer', version: 'v2', rollout: { maxUnavailable: 0 } })
    await untilPool(world, 'steer', /maxUnavailable is 0/)
    assert.match(await done(world, 'pause', 'steer', '--dry-run'), /dry run, nothing was\s+changed/)
    assert.equal((await readPool(world, 'steer')).spec.rollout.paused, false)
    assert.match(await done(world, 'pause', 'steer'), /^pool steer: paused/)
    await untilPool(world, 'steer', /^Paused: .*rollout\.paused is true/)
    await waits(world, 7, /pool steer is paused: /)
    assert.match(await done(world, 'plan', 'steer'), /blocks now +Paused: [\s\S]*kubectl bootc resume steer/)
    assert.equal((await bootc(world.lab, 'pause', 'steer')).code, 4, 'twice changes nothing')
    await put(world, { name: 'steer', version: 'v2' })
    await done(world, 'resume', 'steer')
    await waits(world, 0, /^pool steer: all 2 nodes run the target$/m)

    assert.match(await done(world, 'cancel', 'steer'), /is given up/)
    await untilPool(world, 'steer', /^RolledBack: 2 of 2 nodes are back on \S+( \(\w+\))?/)
    await waits(world, 6, /pool steer was rolled back: 2 of 2 nodes/)
    assertRan(world, names, ['v1', 'v1'], [2, 2])
    assert.match(await done(world, 'cancel', 'steer', '--undo'), /cancellation of \w+ withdrawn/)
    await done(world, 'retry', 'steer')
    await untilUpdated(world, 'steer')
    assertRan(world, names, ['v2', 'v2'], [3, 3])
    await assertKept(budget)

    const approve = await bootc(world.lab, 'approve', 'steer')
    assert.deepEqual([approve.code, approve.stdout], [4, ''])
    assert.match(approve.stderr, /nothing awaits approval/)
  },
}

export const steering: ReadonlyArray<Story> = [thereAndBack]
