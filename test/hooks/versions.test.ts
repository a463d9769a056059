import assert from 'node:assert/strict'
import type { BootcNodePoolStatus } from '../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import type { BootcRolloutStatus } from '../../hooks/api/bootc-rollout'
import { entryName, imageName, versionOn } from '../../hooks/api/image-name'
import { aFoundImage, STABLE } from '../builders/a-lookup'
import { imageOf, NEW, OLD, REPOSITORY } from '../builders/digests'
import { quirk, settings, workers } from '../simulate/plot'
import { tell } from '../simulate/story'
import { followers, tagged } from '../simulate/tag-plot'
import type { World } from '../simulate/world'

const V2 = 'v2 (aaaaaaaaaaaa)'
const V3 = 'v3 (bbbbbbbbbbbb)'

const only = (objects: Readonly<Record<string, { readonly status?: unknown }>>): unknown =>
  Object.values(objects)[0]?.status
const rolloutIn = (world: World): BootcRolloutStatus => only(world.rollouts.all()) as BootcRolloutStatus
const poolIn = (world: World): BootcNodePoolStatus & { readonly targetShort?: string } =>
  only(world.pools.all()) as BootcNodePoolStatus

const said = (world: World, reason: string): ReadonlyArray<string> =>
  [...world.events.values()].filter(event => event.reason === reason).map(({ message }) => message)

describe('the name of an image', () => {
  it('is its version, and its digest, which differs where two images have one version', () => {
    assert.equal(imageName(NEW, 'v3'), V3)
    assert.equal(imageName(NEW), 'bbbbbbbbbbbb')
  })

  it('has of a version what can be seen, and at most 20 characters', () => {
    assert.equal(imageName(NEW, '\u001b[31mv3\u202e\n'), V3)
    assert.equal(imageName(NEW, '\u200b'), 'bbbbbbbbbbbb')
    assert.equal(imageName(NEW, '9'.repeat(300)), `${'9'.repeat(17)}... (bbbbbbbbbbbb)`)
  })

  it('is that of the index, where a host reports the manifest of its architecture', () => {
    const entry = { image: `${REPOSITORY}@${NEW}`, digest: OLD, version: 'v3' }
    assert.equal(entryName(entry), V3)
    assert.equal(versionOn({ rollback: entry }, NEW), 'v3')
    assert.equal(versionOn({ booted: { image: imageOf(NEW), digest: NEW } }, NEW), undefined)
  })
})

describe('versions', () => {
  it('of a pool with a digest come from the hosts that have the image: no registry is asked for it', async () => {
    const world = workers(2)
    assert.equal(world.shelf.size, 0)
    await tell({ world })
    assert.equal(poolIn(world).targetVersion, 'v3')
    assert.equal(rolloutIn(world).targetVersion, 'v3')
    assert.deepEqual(
      rolloutIn(world).history?.map(({ outcome, version }) => [outcome, version]),
      [['Completed', 'v3']],
    )
  })

  it('stand in the events of a node, what it ran before it and what it runs after it', async () => {
    const world = workers(1)
    await tell({ world })
    assert.deepEqual(said(world, 'UpdateStarted'), [
      `pool workers updates this node: ${V2} → ${V3}; cordoned, draining`,
    ])
    assert.deepEqual(said(world, 'Updated'), [`updated to ${V3}, uncordoned`])
  })

  it('of a target stay with it when its tag names another one', async () => {
    const world = followers(1, 'Manual')
    await tell({ world, happenings: [{ at: 60, what: 'the tag moves', run: tagged(NEW) }], seconds: 200 })
    const { targetVersion, image } = poolIn(world)
    assert.deepEqual([targetVersion, image?.version], ['v2', 'v3'])
  })

  it('of a label as long as its author likes hold up neither pool nor rollout', async () => {
    const world = followers(1, 'Manual')
    tagged(aFoundImage(OLD, { version: '9'.repeat(4000) }), STABLE)(world)
    await tell({ world })
    assert.equal(poolIn(world).targetVersion, `${'9'.repeat(17)}...`)
    assert.equal(rolloutIn(world).phase, 'Completed')
  })

  it('say what a pool went back to, and from what', async () => {
    const unbootable = quirk({ unbootable: new Set([NEW]) })
    const world = workers(3, settings({ onFailure: 'RollBack' }), { n2: unbootable })
    await tell({ world })
    const { phase, message = '', conditions = [] } = rolloutIn(world)
    assert.equal(phase, 'RolledBack')
    assert.match(message, /^3 of 3 nodes are back on v2 \(aaaaaaaaaaaa\); /)
    assert.match(
      conditions.find(({ type }) => type === 'Degraded')?.message ?? '',
      /^v3 \(bbbbbbbbbbbb\) was rolled back/,
    )
  })

  it('of a node are there for its columns, of the target as soon as the host has it', async () => {
    const world = workers(1, settings({ maxUnavailable: 0 }))
    await tell({ world, seconds: 60 })
    const { bootedVersion, targetVersion } = only(world.updates.all()) as BootcNodeUpdateStatus
    assert.deepEqual([bootedVersion, targetVersion], ['v2', 'v3'])
  })
})
