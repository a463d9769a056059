import assert from 'node:assert/strict'
import { joinNodes, rebootsOf, stagedOn } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept } from '../support/pools'
import { readRollout, until, untilPool } from '../support/views'
import { minuteAfter, windowAt } from '../support/windows'
import { addProtectedPods, unprotect } from '../support/workloads'
import type { World } from '../support/world'
import { bootedOn, conditionOf, installed, putTagPool, untilAllRun, untilAvailable, untilTarget } from './acts'
import { registryNamed, release } from './shelf'

const untilStaged = (world: World, node: string, digest: string): Promise<true> =>
  until(`${node} to have ${digest} staged`, async () => stagedOn(world, node) === digest || undefined)

const manual: Story = {
  title: 'a tag by hand: its first digest is the target; another one waits for an approval, and no node changes before',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    const names = ['hand-1', 'hand-2']
    const of = { registry, repository: 'hand', tag: 'stable' }
    const first = await release(world, { ...of, version: '1.0' })
    await joinNodes(world, 'hand', names)
    const pool = { name: 'hand', ref: `${registry.host}/hand:stable` }
    const budget = world.budget('hand', 1)
    await putTagPool(world, pool)
    await untilAllRun(world, 'hand', first)
    assert.deepEqual(
      names.map(name => bootedOn(world, name)),
      [first, first],
    )

    const second = await release(world, { ...of, version: '1.1' })
    const told = await untilAvailable(world, 'hand', second)
    assert.equal(told.status?.updateAvailable, true)
    assert.equal(told.status?.targetDigest, first)
    assert.equal(told.status?.image?.version, '1.1')
    assert.match(told.status?.message ?? '', /names 1\.1 \(\w{12}\).*set spec\.image\.approvedDigest to sha256:/)
    assert.equal(conditionOf(told, 'UpdateAvailable')?.reason, 'AwaitsApproval')
    assert.deepEqual(
      names.map(name => stagedOn(world, name)),
      [undefined, undefined],
      'nothing is even staged',
    )

    await putTagPool(world, { ...pool, image: { approvedDigest: `sha256:${'a'.repeat(64)}` } })
    await untilPool(world, 'hand', /approvedDigest a{12} does not count/)
    await putTagPool(world, { ...pool, image: { approvedDigest: second } })
    const done = await untilAllRun(world, 'hand', second)
    assert.equal(done.status?.updateAvailable, false)
    await assertKept(budget)
    assert.deepEqual(rebootsOf(world, names), [2, 2])
  },
}

const automatic: Story = {
  title: 'a tag by itself: a new digest is staged as soon as it is found, and the nodes reboot when the window opens',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    const names = ['self-1', 'self-2']
    const of = { registry, repository: 'self', tag: 'stable' }
    const first = await release(world, { ...of, version: '1' })
    await joinNodes(world, 'self', names, installed(registry, 'self', first))
    const pool = { name: 'self', ref: `${registry.host}/self:stable`, image: { updates: 'Automatic' } }
    // It stays closed until all are staged: what is staged in an open window is soon booted.
    await putTagPool(world, { ...pool, rollout: windowAt(minuteAfter(12 * 3600)) })
    await untilTarget(world, 'self', first)
    const second = await release(world, { ...of, version: '2' })
    const budget = world.budget('self', 1)
    await untilTarget(world, 'self', second)
    for (const name of names) await untilStaged(world, name, second)
    const opensAt = minuteAfter(5)
    await putTagPool(world, { ...pool, rollout: windowAt(opensAt) })
    await until('a node to start', async () => budget.most() > 0 || undefined)
    assert.ok(Date.now() >= opensAt.getTime(), 'no node started before the window opened')
    await untilAllRun(world, 'self', second)
    await assertKept(budget)
    assert.deepEqual(rebootsOf(world, names), [1, 1])
  },
}

const midRollout: Story = {
  title: 'a tag that moves during a rollout: the rollout ends first, and never three versions at once',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    const names = ['mid-1', 'mid-2', 'mid-3']
    const of = { registry, repository: 'mid', tag: 'stable' }
    const first = await release(world, { ...of, version: '1' })
    await joinNodes(world, 'mid', names, installed(registry, 'mid', first))
    await addProtectedPods(world, 'mid-2', 1)
    await putTagPool(world, { name: 'mid', ref: `${registry.host}/mid:stable`, image: { updates: 'Automatic' } })
    await untilAllRun(world, 'mid', first)
    const second = await release(world, { ...of, version: '2' })
    const budget = world.budget('mid', 1)
    await untilPool(world, 'mid', /1 of 3 .*mid-2 Draining .*blocked by/)
    const third = await release(world, { ...of, version: '3' })
    const told = await untilAvailable(world, 'mid', third)
    assert.equal(conditionOf(told, 'UpdateAvailable')?.reason, 'AwaitsRollout')
    assert.equal(told.status?.targetDigest, second, 'the rollout is not aimed anew')
    assert.deepEqual(
      names.map(name => bootedOn(world, name)),
      [second, first, first],
    )
    await unprotect(world, 'mid-2')
    await untilTarget(world, 'mid', third)
    assert.ok(!names.some(name => bootedOn(world, name) === first), 'nobody was left behind')
    await untilAllRun(world, 'mid', third)
    const history = (await readRollout(world, 'mid')).status?.history ?? []
    assert.deepEqual(
      history.map(({ digest, outcome, updated }) => `${digest} ${outcome} on ${updated}`),
      [first, second, third].map(digest => `${digest} Completed on 3`),
    )
    await assertKept(budget)
    assert.deepEqual(rebootsOf(world, names), [2, 2, 2])
  },
}

const flapping: Story = {
  title: 'a tag that goes away and comes back: what it was in between is offered no longer, and no node does anything',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    const of = { registry, repository: 'flap', tag: 'stable' }
    const first = await release(world, { ...of, version: '1' })
    await joinNodes(world, 'flap', ['flap-1'], installed(registry, 'flap', first))
    await putTagPool(world, { name: 'flap', ref: `${registry.host}/flap:stable` })
    await untilAllRun(world, 'flap', first)
    const budget = world.budget('flap', 0)
    const second = await release(world, { ...of, version: '2' })
    await untilAvailable(world, 'flap', second)
    await release(world, { ...of, version: '1' })
    const back = await untilAvailable(world, 'flap', undefined)
    assert.equal(back.status?.phase, 'UpToDate')
    assert.equal(back.status?.targetDigest, first)
    await assertKept(budget)
    assert.equal(stagedOn(world, 'flap-1'), undefined)
    assert.deepEqual(rebootsOf(world, ['flap-1']), [0])
  },
}

export const tags: ReadonlyArray<Story> = [automatic, midRollout, manual, flapping]
