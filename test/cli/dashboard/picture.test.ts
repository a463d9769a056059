import assert from 'node:assert/strict'
import { readFleet } from '../../../cli/cluster/fleet'
import type { PoolPicture } from '../../../cli/dashboard/picture'
import { plainText } from '../../../cli/dashboard/plain-text'
import { takePicture } from '../../../cli/dashboard/take-picture'
import { whyAnswer } from '../../../cli/dashboard/why-answer'
import { DRAWN_NODE_PHASES } from '../../../cli/phases'
import { aMember, being } from '../../builders/a-member'
import { anUpdate, reporting } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { apiWith } from '../support/fake-api'
import { rolledBack } from '../support/rolled-back'
import { rolloutInFlight } from '../support/rollout-in-flight'
import { ATTEMPT, NOW, objectsOf, type Scene } from '../support/scene'

const fleetOf = (scene: Scene) => readFleet(apiWith(objectsOf(scene)))

const workers = async (scene: Scene = rolloutInFlight()): Promise<PoolPicture> => {
  const [pool] = takePicture(await fleetOf(scene), NOW).pools
  assert.ok(pool)
  return pool
}

describe('the picture of a pool', () => {
  it('has every node with its phase and how far it is', async () => {
    const { nodes } = await workers()
    assert.deepEqual(
      nodes.map(({ name, phase, done }) => `${name} ${phase} ${done}`),
      [
        'web-01 UpToDate 1',
        'web-02 UpToDate 1',
        'web-03 Draining 0.5',
        'web-04 Rebooting 0.7',
        'web-05 Staged 0.4',
        'web-06 Staging 0.17',
        'web-07 Staged 0.4',
      ],
    )
    assert.deepEqual(
      nodes.filter(({ cordoned, notReady }) => cordoned || notReady).map(({ name }) => name),
      ['web-03', 'web-04', 'web-07'],
    )
  })

  it('tells of those that are under way, and what they wait for', async () => {
    const { busy, stuck } = await workers()
    assert.deepEqual(
      busy.nodes.map(({ name, message }) => `${name} ${message}`),
      ['web-03 is draining (2 pods left)', 'web-04 is rebooting', 'web-06 is staging (43 %)'],
    )
    assert.match(busy.nodes[0]?.blockers.join() ?? '', /^shop\/cart-0: Cannot evict pod/)
    assert.deepEqual([busy.more, stuck], [0, { nodes: [], more: 0 }])
  })

  it('counts those under way that it has no room for', async () => {
    const { nodes, ...scene } = rolloutInFlight()
    const [, , , , , staging] = nodes
    assert.ok(staging?.[1])
    const [member, update] = staging
    const many = Array.from({ length: 45 }, (_, at) => `web-${at + 10}`).map(
      name =>
        [
          { ...member, metadata: { name, uid: `member-${name}` }, spec: { ...member.spec, nodeUID: name } },
          {
            ...update,
            metadata: { ...update.metadata, name },
            spec: { ...update.spec, nodeUID: name },
            ...(update.status && { status: { ...update.status, nodeUID: name } }),
          },
        ] as const,
    )
    const { busy } = await workers({ ...scene, nodes: many })
    assert.deepEqual([busy.nodes.length, busy.more], [30, 15])
  })

  it('lists a contested node and a failed one as not moving, not as under way', async () => {
    const { nodes, ...scene } = rolloutInFlight()
    const failed = reporting({
      phase: 'Failed',
      attempt: { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'DiskFull', message: 'no space left' },
    })
    const others: typeof nodes = [
      [aMember('web-08', being({ contenders: ['others', 'workers'] })), anUpdate('web-08')],
      [aMember('web-09'), anUpdate('web-09', failed)],
    ]
    const { busy, stuck } = await workers({ ...scene, nodes: [...nodes, ...others] })
    assert.deepEqual(
      stuck.nodes.map(({ name, phase }) => `${name} ${phase}`),
      ['web-08 Contested', 'web-09 Failed'],
    )
    assert.deepEqual(
      busy.nodes.map(({ name }) => name),
      ['web-03', 'web-04', 'web-06'],
    )
  })

  it('draws the way of a pool that went back in the colour of nodes that went back', async () => {
    const { climbsTo, climb } = await workers(rolledBack())
    assert.ok(climb.length > 1)
    assert.equal(climbsTo, 'RolledBack')
    assert.notEqual(DRAWN_NODE_PHASES[climbsTo].colour, 'green')
    assert.equal((await workers()).climbsTo, 'UpToDate')
  })

  it('has the arrivals of nodes as steps from the start', async () => {
    const { climb } = await workers()
    assert.deepEqual(
      climb.map(([at, updated]) => `${new Date(at).toISOString()} ${updated}`),
      ['2026-01-02T00:00:00.000Z 0', '2026-01-02T00:05:00.000Z 1', '2026-01-02T00:06:00.000Z 2'],
    )
  })

  it('has what happened, the newest first', async () => {
    const { moments } = await workers()
    assert.deepEqual(
      moments.map(({ at, what, tone }) => `${at} ${tone} ${what.replace(/[0-9a-f]{12}/g, 'DIGEST')}`),
      [
        '2026-01-02T00:06:00Z good web-02 runs DIGEST',
        '2026-01-02T00:05:00Z good web-01 runs DIGEST',
        '2026-01-02T00:00:00Z plain the rollout of DIGEST began',
        '2026-01-01T00:02:00Z plain the rollout of DIGEST ended: Completed, 4 updated, 0 failed, in 2 min',
      ],
    )
  })

  it('is there before the operator has made a rollout', async () => {
    const { phase, nodes, busy, climb, message } = await workers(rolloutInFlight({ rollouts: [] }))
    assert.deepEqual([phase, nodes, busy.nodes, climb], ['Progressing', [], [], []])
    assert.match(message, /^2 of 7 nodes/)
  })

  it('is told as text too, for a browser without scripts', async () => {
    const text = plainText(takePicture(await fleetOf(rolloutInFlight()), NOW))
    assert.match(text, /^workers: Progressing, target [0-9a-f]{12}, 2 of 7 nodes updated$/m)
    assert.match(text, /^ {2}2 UpToDate, 1 Draining, 1 Rebooting, 2 Staged, 1 Staging$/m)
    assert.match(text, /^ {2}web-03 is Draining; it is draining \(2 pods left\); shop\/cart-0: /m)
  })
})

describe('the answer to a click on a node', () => {
  it('is what kubectl bootc why says', async () => {
    const answer = whyAnswer(await fleetOf(rolloutInFlight()), 'web-03', NOW)
    assert.equal(answer?.title, 'web-03 is Draining in pool workers')
    const texts = Object.fromEntries(answer.fields.map(({ label, texts }) => [label, texts]))
    assert.match(texts['reason']?.[0] ?? '', /^Draining: it is draining \(2 pods left\), since 2026-01-02T00:12:00Z/)
    assert.match(texts['blocked by']?.[0] ?? '', /^shop\/cart-0/)
  })

  it('is nothing for a node of no rollout', async () => {
    assert.equal(whyAnswer(await fleetOf(rolloutInFlight()), 'elsewhere', NOW), undefined)
  })
})
