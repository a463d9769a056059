import assert from 'node:assert/strict'
import { type Identity, patch } from '../admission/guarded-cluster'
import { updatePath } from '../support/views'
import { attackCluster } from './support/attack'
import { joinPool } from './support/join-pool'

const NODE = 's05-node'
const DIGEST = `sha256:${'a'.repeat(64)}`
const since = '2026-01-01T00:00:00Z'

const attempt = (change: object): object => ({
  attempt: { key: 'k', digest: DIGEST, outcome: 'Failed', reason: 'FellBack', ...change },
})
const condition = (change: object): object => ({
  conditions: [
    { type: 'Degraded', status: 'True', reason: 'FellBack', message: '', lastTransitionTime: since, ...change },
  ],
})

/** What the root of a node writes with its agent's token, so that others read it as something else. */
const LIES: ReadonlyArray<readonly [string, object, string]> = [
  ['a message that moves the cursor', { message: 'fine\u001b[2A' }, 'message'],
  ['a message with a one-byte control sequence', { message: 'fine\u009b2A' }, 'message'],
  ['a message of two lines', { message: 'fine\nnode-2 is UpToDate' }, 'message'],
  ['a message that is read backwards', { message: 'fine\u202eenif' }, 'message'],
  ['a message with letters that have no width', { message: 'fi\u200bne' }, 'message'],
  ['a message with a line separator', { message: 'fine\u2028b' }, 'message'],
  ['a message longer than a screen', { message: 'a'.repeat(1025) }, 'message'],
  ['a version in colours', { bootcVersion: '\u001b[32m1.16.9' }, 'bootcVersion'],
  ['a reason that is a sentence', attempt({ reason: 'FellBack; all other nodes are well' }), 'attempt.reason'],
  ['a reason that nobody knows', attempt({ reason: 'OperatorSaysRollBack' }), 'attempt.reason'],
  ['a failure with control characters', attempt({ message: 'a\u0007' }), 'attempt.message'],
  ['an earlier image in colours', attempt({ previousImage: `a\u001b[31m@${DIGEST}` }), 'attempt.previousImage'],
  ['a condition whose reason is no word', condition({ reason: 'Fell back' }), 'conditions[0].reason'],
  ['a condition of a kind that is a sentence', condition({ type: 'All is well' }), 'conditions[0].type'],
  ['a condition with control characters', condition({ message: 'a\u0000b' }), 'conditions[0].message'],
  [
    'an image in colours',
    { booted: { image: `\u001b[31mregistry.example/os@${DIGEST}`, digest: DIGEST } },
    'booted.image',
  ],
  ['an image whose version hides', { booted: { image: 'a', digest: DIGEST, version: 'v\u20601' } }, 'booted.version'],
]

attackCluster('S-5', 'the root of a node, with the token of its agent', current => {
  let agent: Identity
  const statusOf = async (): Promise<object | undefined> =>
    (await current().world.api.get<{ readonly status?: object }>(updatePath(NODE)))?.status

  before(async () => {
    const { world, agentOn } = current()
    const nodeUID = await joinPool(world, NODE, 's05')
    agent = await agentOn(NODE)
    const honest = { nodeUID, phase: 'Idle', message: 'ein Müller sagt: fine' }
    assert.equal(await patch(agent, `${updatePath(NODE)}/status`, { status: honest }), 'done')
  })

  for (const [what, status, field] of LIES) {
    it(`does not report ${what}`, async () => {
      const before = await statusOf()
      const answer = await patch(agent, `${updatePath(NODE)}/status`, { status })
      assert.ok(answer.startsWith('422: ') && answer.includes(`status.${field}`), answer)
      assert.deepEqual(await statusOf(), before)
    })
  }
})
