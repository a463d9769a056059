import assert from 'node:assert/strict'
import { COPY, configOf, OWN, passwordIn, said, secretOf, story, TYPE } from '../../support/pull-secret-story'
import type { SecretWorld } from '../../support/secret-world'

describe('the pull secret of a pool', () => {
  it('is none without a reference, and costs no call', async () => {
    const { sync, world } = story()
    world.break(COPY, 'unreachable')
    assert.deepEqual(await sync(), { told: [] })
  })

  const contents: ReadonlyArray<{
    readonly name: string
    readonly put: (world: SecretWorld) => void
    readonly want: string
    readonly mounted?: string
    readonly message: RegExp
  }> = [
    {
      name: 'right',
      put: w => w.put(OWN, secretOf(configOf('p'))),
      want: 'True Mounted',
      mounted: 'os-pull',
      message: /is mounted/,
    },
    {
      name: 'with an identity token',
      put: w => w.put(OWN, secretOf({ auths: { 'registry.example': { identitytoken: 'p' } } })),
      want: 'True Mounted',
      mounted: 'os-pull',
      message: /is mounted/,
    },
    {
      name: 'of a desktop, which keeps the password itself',
      put: w => w.put(OWN, secretOf({ auths: { 'registry.example': {} }, credsStore: 'desktop' })),
      want: 'False SecretEntryEmpty',
      mounted: 'os-pull',
      message: /the entry "registry\.example" .* is empty.*"desktop".*create the Secret anew/,
    },
    {
      name: 'missing',
      put: () => undefined,
      want: 'False SecretNotFound',
      message: /does not exist: create it/,
    },
    {
      name: 'of another type',
      put: w => w.put(OWN, secretOf(configOf('p'), 'Opaque')),
      want: 'False WrongSecretType',
      message: /is of type Opaque/,
    },
    {
      name: 'of no type',
      put: w => w.put(OWN, { data: {} }),
      want: 'False WrongSecretType',
      message: /is of type Opaque/,
    },
    {
      name: 'without its key',
      put: w => w.put(OWN, { type: TYPE, data: { config: 'eA==' } }),
      want: 'False InvalidSecret',
      mounted: 'os-pull',
      message: /has no key/,
    },
    {
      name: 'without any key',
      put: w => w.put(OWN, { type: TYPE }),
      want: 'False InvalidSecret',
      mounted: 'os-pull',
      message: /has no key/,
    },
    {
      name: 'no JSON',
      put: w => w.put(OWN, secretOf('pa55word')),
      want: 'False InvalidSecret',
      mounted: 'os-pull',
      message: /is no JSON object/,
    },
    {
      name: 'JSON without accounts',
      put: w => w.put(OWN, secretOf({ auth: 'pa55word' })),
      want: 'False InvalidSecret',
      mounted: 'os-pull',
      message: /is no JSON object/,
    },
    {
      name: 'JSON with other accounts',
      put: w => w.put(OWN, secretOf({ auths: { r: 'pa55word' } })),
      want: 'False InvalidSecret',
      mounted: 'os-pull',
      message: /is no JSON object/,
    },
    {
      name: 'forbidden',
      put: w => w.break(OWN, 'forbidden'),
      want: 'False SecretForbidden',
      message: /may not read/,
    },
    {
      name: 'out of reach',
      put: w => w.break(OWN, 'unreachable'),
      want: 'Unknown SecretUnreadable',
      message: /no answer within 3 s$/,
    },
  ]
  for (const { name, put, want, mounted, message } of contents) {
    it(`of the operator's namespace that is ${name}: ${want}`, async () => {
      const { sync, world, refer } = story()
      put(world)
      refer({ name: 'os-pull' })
      const answer = await sync()
      assert.equal(said(answer), want)
      assert.match(answer.condition?.message ?? '', message)
      assert.doesNotMatch(JSON.stringify(answer.condition), /pa55word/)
      assert.equal(answer.mountedSecretName, mounted)
      assert.equal(passwordIn(answer), name === 'right' ? 'p' : undefined)
      assert.deepEqual(answer.told, want.startsWith('False') ? [want.slice('False '.length)] : [])
      assert.deepEqual((await sync()).told, [], 'once')
      assert.deepEqual(world.writes(), [])
    })
  }

  it('of a wrong type stays unmounted while it cannot be looked at again, however long', async () => {
    const { sync, world, refer } = story()
    refer({ name: 'os-pull' })
    world.put(OWN, secretOf({}, 'Opaque'))
    await sync()
    world.break(OWN, 'unreachable')
    for (let again = 0; again < 3; again += 1) assert.equal((await sync()).mountedSecretName, undefined)
  })

  it('that is mounted stays so while it cannot be looked at, however long', async () => {
    const { sync, world, refer } = story()
    refer({ name: 'os-pull' })
    world.put(OWN, secretOf(configOf('p')))
    await sync()
    world.break(OWN, 'unreachable')
    for (let again = 0; again < 3; again += 1) assert.equal((await sync()).mountedSecretName, 'os-pull')
  })

  it('is not mounted by a name that is free, which anything could take', async () => {
    const { sync, world, refer } = story()
    refer({ name: 'os-pull' })
    assert.equal((await sync()).mountedSecretName, undefined)
    world.put(OWN, secretOf(configOf('p')))
    assert.equal((await sync()).mountedSecretName, 'os-pull')
    world.remove(OWN)
    assert.equal((await sync()).mountedSecretName, undefined)
  })
})
