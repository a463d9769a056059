import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { readFleet } from '../../cli/cluster/fleet'
import { poolCourses } from '../../cli/course'
import { momentsOf } from '../../cli/dashboard/moments'
import { plainText } from '../../cli/dashboard/plain-text'
import { takePicture } from '../../cli/dashboard/take-picture'
import { planOf } from '../../cli/plan/pool-plan'
import { poolStatus } from '../../cli/status/pool-status'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import { aMember } from '../builders/a-member'
import { aRollout, withSpec } from '../builders/a-rollout'
import { anUpdate, reporting, running } from '../builders/an-update'
import { imageOf, NEW, OLD, OTHER } from '../builders/digests'
import { apiWith } from './support/fake-api'
import { oneCourse } from './support/one-course'
import { cancelled, rolledBack } from './support/rolled-back'
import { NOW, objectsOf, type Scene } from './support/scene'

const pooled = async (scene: Scene) => {
  const fleet = await readFleet(apiWith(objectsOf(scene)))
  const [pool] = poolCourses(fleet, undefined, NOW)
  const [picture] = takePicture(fleet, NOW).pools
  assert.ok(pool?.course !== undefined && picture !== undefined)
  return { pool, course: pool.course, picture, text: plainText(takePicture(fleet, NOW)) }
}

for (const { title, scene, why } of [
  { title: 'a pool that went back by itself', scene: rolledBack(), why: /^1 of 5 nodes failed and/ },
  {
    title: 'a pool whose target was cancelled',
    scene: cancelled(),
    why: /^cancelled by spec\.rollout\.cancelledDigest/,
  },
]) {
  describe(title, () => {
    it('has no node that is up to date, in status, plan and dashboard', async () => {
      const { pool, course, picture, text } = await pooled(scene)
      const { updated, total, nodes, rolledBack: back } = poolStatus(pool)
      assert.deepEqual([updated, total, back?.nodes], [0, 5, 5])
      assert.deepEqual([...new Set(nodes.map(({ phase }) => phase))], ['RolledBack'])
      assert.deepEqual(planOf(course).updated, [])
      assert.equal(picture.updated, 0)
      assert.deepEqual([...new Set(picture.nodes.map(({ phase }) => phase))], ['RolledBack'])
      assert.match(text, /target v2 \(b{12}\), given up, 0 of 5 nodes updated, 5 rolled back to v1 \(a{12}\)$/m)
    })

    it('says why, and what the nodes run', async () => {
      const { pool } = await pooled(scene)
      const { rolledBack: back } = poolStatus(pool)
      assert.match(back?.why ?? '', why)
      assert.deepEqual(back?.to, [{ digest: OLD, name: `v1 (${'a'.repeat(12)})`, nodes: 5 }])
    })

    it('has a node of which the timeline says that it rolled back', async () => {
      const { pool } = await pooled(scene)
      const told = momentsOf(pool).map(({ what, tone }) => `${tone} ${what}`)
      assert.ok(told.includes(`plain web-01 rolled back to v1 (${'a'.repeat(12)})`), told.join('\n'))
      assert.deepEqual(
        told.filter(line => line.startsWith('good')),
        [],
      )
    })
  })
}

describe('what is counted as updated', () => {
  const digests = fc.constantFrom(OLD, NEW, OTHER)
  const hosts = fc.array(fc.record({ booted: digests, previous: fc.option(digests, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 8,
  })
  const rollouts: fc.Arbitrary<BootcRollout> = fc
    .record({ cancelled: fc.boolean(), deployed: fc.option(digests, { nil: undefined }) })
    .map(({ cancelled: isCancelled, deployed }) => ({
      ...aRollout(withSpec({ cancelled: isCancelled })),
      status: { digest: NEW, ...(deployed && { deployedDigest: deployed, deployedImage: imageOf(deployed) }) },
    }))

  it('is what runs the target of the pool, whatever was given up', () => {
    fc.assert(
      fc.property(rollouts, hosts, (rollout, nodes) => {
        const course = oneCourse(
          rollout,
          nodes.map(({ booted, previous }, at) => [
            aMember(`n${at}`),
            anUpdate(
              `n${at}`,
              running(booted),
              reporting(
                previous === undefined
                  ? {}
                  : {
                      attempt: {
                        key: 'b'.repeat(12),
                        digest: NEW,
                        previousImage: imageOf(previous),
                        outcome: 'Succeeded',
                      },
                    },
              ),
            ),
          ]),
        )
        const status = poolStatus({ pool: rolledBack().pools[0] as never, course })
        const onIt = nodes.filter(({ booted }) => booted === NEW).length
        const shownSo = status.nodes.filter(({ phase }) => phase === 'UpToDate').map(({ node }) => node)
        assert.equal(status.updated, onIt)
        assert.ok(shownSo.every(node => nodes[Number(node.slice(1))]?.booted === NEW))
        assert.deepEqual(planOf(course).updated.length, onIt)
        assert.ok(status.updated + (status.rolledBack?.nodes ?? 0) <= nodes.length)
      }),
    )
  })
})
