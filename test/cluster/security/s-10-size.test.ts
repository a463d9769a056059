import assert from 'node:assert/strict'
import { ask, type Identity, patch } from '../admission/guarded-cluster'
import { updatePath } from '../support/views'
import { attackCluster } from './support/attack'
import { joinPool } from './support/join-pool'

const NODE = 's10-node'
const DIGEST = `sha256:${'a'.repeat(64)}`
const at = '2026-01-01T00:00:00Z'
/** Four bytes a letter: the longest that a length in characters lets through. */
const LONG = '\u{1f680}'.repeat(1024)

/** Everything that a report may hold, each as long as it may be. */
const biggest = (nodeUID: string): object => {
  const image = {
    image: LONG,
    digest: 'd'.repeat(128),
    version: LONG,
    timestamp: 't'.repeat(64),
    architecture: 'a'.repeat(64),
  }
  const condition = (i: number): object => ({
    type: 'T'.repeat(63) + 'ABCDEFGH'[i],
    status: 'True',
    reason: 'R'.repeat(64),
    message: LONG,
    lastTransitionTime: at,
  })
  return {
    nodeUID,
    phase: 'Failed',
    message: LONG,
    agentVersion: 'v'.repeat(128),
    bootcVersion: 'v'.repeat(128),
    boot: { id: 'b'.repeat(128), at },
    booted: image,
    staged: { ...image, locked: true, softRebootCapable: true },
    rollback: image,
    attempt: {
      key: 'k'.repeat(512),
      digest: DIGEST,
      outcome: 'Failed',
      reason: 'FellBack',
      message: LONG,
      previousImage: LONG,
      fromBoot: 'b'.repeat(128),
      finishedAt: at,
    },
    conditions: Array.from({ length: 8 }, (_, i) => condition(i)),
  }
}

attackCluster('S-10', 'the root of a node that fills its object', current => {
  let agent: Identity
  let uid = ''
  const path = `${updatePath(NODE)}/status`
  const stored = async (): Promise<{ readonly bytes: number; readonly managers: number }> => {
    const live = await current().world.api.get<{
      readonly metadata: { readonly managedFields?: ReadonlyArray<unknown> }
    }>(updatePath(NODE))
    return { bytes: Buffer.byteLength(JSON.stringify(live)), managers: live?.metadata.managedFields?.length ?? 0 }
  }

  before(async () => {
    const { world, agentOn } = current()
    uid = await joinPool(world, NODE, 's10')
    agent = await agentOn(NODE)
  })

  it('gets no further than 100 kB with everything as long as it may be', async () => {
    assert.equal(await patch(agent, path, { status: biggest(uid) }), 'done')
    const { bytes } = await stored()
    assert.ok(bytes > 50_000 && bytes < 100_000, `${bytes} bytes`)
  })

  const floods: ReadonlyArray<readonly [string, object]> = [
    ['a message of a megabyte', { message: 'a'.repeat(1_000_000) }],
    [
      'a thousand conditions',
      {
        conditions: Array.from({ length: 1000 }, (_, i) => ({
          type: `T${'x'.repeat(i % 50)}`,
          status: 'True',
          reason: 'A',
          message: '',
          lastTransitionTime: at,
        })),
      },
    ],
    ['a version of a megabyte', { agentVersion: 'a'.repeat(1_000_000) }],
    ['a boot id of a megabyte', { boot: { id: 'a'.repeat(1_000_000), at } }],
  ]
  for (const [what, status] of floods) {
    it(`does not store ${what}`, async () => {
      const before = await stored()
      assert.match(await patch(agent, path, { status }), /^422: /)
      assert.deepEqual(await stored(), before)
    })
  }

  it('does not store fields that nobody knows', async () => {
    const before = await stored()
    assert.equal(await patch(agent, path, { status: { mine: 'a'.repeat(500_000) } }), 'done')
    assert.ok((await stored()).bytes <= before.bytes + 1000)
  })

  it('adds no field manager after another', async () => {
    const answers: string[] = []
    for (let i = 0; i < 40; i += 1) {
      answers.push(
        await ask(agent, {
          method: 'PATCH',
          path,
          query: { fieldManager: `m${i}-${'x'.repeat(100)}`, force: 'true' },
          contentType: 'application/apply-patch+yaml',
          body: {
            apiVersion: 'node.bootc.dev/v1alpha1',
            kind: 'BootcNodeUpdate',
            metadata: { name: NODE },
            status: { nodeUID: uid, phase: 'Idle', message: 'mine' },
          },
        }),
      )
    }
    const { managers, bytes } = await stored()
    assert.ok(managers <= 16, `${managers} managers`)
    assert.ok(bytes < 100_000)
    assert.match(answers.at(-1) ?? '', /^403: .*too many field managers: an agent writes under one name/)
  })

  it('may still say what is the case, under its own name', async () =>
    assert.equal(await patch(agent, path, { status: { nodeUID: uid, phase: 'Idle', message: 'well' } }), 'done'))
})
