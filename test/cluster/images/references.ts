import assert from 'node:assert/strict'
import { joinNodes, rebootsOf } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept } from '../support/pools'
import { poolPath, untilPool } from '../support/views'
import { bootedOn, installed, putTagPool, untilAllRun, untilAvailable, untilResolved, untilStatus } from './acts'
import { registryNamed, release } from './shelf'

const index: Story = {
  title: 'an index: each node runs the image of its architecture; one without the architecture of a node drains nobody',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    const of = { registry, repository: 'multi', tag: 'stable' }
    const digest = await release(world, { ...of, version: '1', architectures: ['amd64', 'arm64'] })
    await joinNodes(world, 'multi', ['multi-amd'])
    await joinNodes(world, 'multi', ['multi-arm'], {
      ...installed(registry, 'multi', digest),
      host: { architecture: 'arm64' },
    })
    const pool = { name: 'multi', ref: `${registry.host}/multi:stable` }
    await putTagPool(world, pool)
    await untilAllRun(world, 'multi', digest)
    const [amd, arm] = ['multi-amd', 'multi-arm'].map(name => bootedOn(world, name))
    assert.notEqual(amd, arm)
    assert.ok(![amd, arm].includes(digest), 'hosts know the image of their architecture, not the index')
    const poorer = await release(world, { ...of, version: '2', architectures: ['amd64', 's390x'] })
    await untilAvailable(world, 'multi', poorer)
    const budget = world.budget('multi', 0)
    await putTagPool(world, { ...pool, image: { approvedDigest: poorer } })
    await untilPool(world, 'multi', /multi-arm.*WrongArchitecture/)
    await assertKept(budget)
    assert.deepEqual(rebootsOf(world, ['multi-amd', 'multi-arm']), [1, 0])
  },
}

const edited: Story = {
  title:
    'another repository, which lacks the tag: nothing changes until it has it; then it is deleted, and nothing changes',
  tell: async world => {
    const registry = await registryNamed(world, 'public')
    const first = await release(world, { registry, repository: 'edit-a', version: '1', tag: 'stable' })
    await joinNodes(world, 'edit', ['edit-1'], installed(registry, 'edit-a', first))
    await putTagPool(world, { name: 'edit', ref: `${registry.host}/edit-a:stable` })
    await untilAllRun(world, 'edit', first)
    await putTagPool(world, { name: 'edit', ref: `${registry.host}/edit-b:stable` })
    const missing = await untilResolved(world, 'edit', 'ImageNotFound')
    assert.equal(missing.status?.targetDigest, first, 'nothing changes')
    assert.match(missing.status?.message ?? '', /has no edit-b:stable/)
    const other = await release(world, { registry, repository: 'edit-b', version: '2', tag: 'stable' })
    await untilAllRun(world, 'edit', other)
    assert.equal(bootedOn(world, 'edit-1'), other)
    await registry.remove('edit-b', other)
    const gone = await untilResolved(world, 'edit', 'ImageNotFound')
    assert.equal(gone.status?.targetDigest, other)
    await untilStatus(world, 'edit', 'the nodes to be as they were', ({ phase }) => phase === 'UpToDate')
    await world.api.remove(poolPath('edit'))
    assert.deepEqual(rebootsOf(world, ['edit-1']), [1])
  },
}

export const references: ReadonlyArray<Story> = [edited, index]
