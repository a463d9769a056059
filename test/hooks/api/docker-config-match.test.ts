import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { DockerConfig } from '../../../hooks/api/docker-config'
import { accountFor, emptyEntryFor, emptyEntryNote } from '../../../hooks/api/docker-config-match'

const auth = (text: string): string => Buffer.from(text).toString('base64')
const asks = (...keys: ReadonlyArray<string>): DockerConfig => ({
  auths: Object.fromEntries(keys.map(key => [key, { auth: auth(`of ${key}:secret`) }])),
})

describe('which account of a pull secret a repository gets', () => {
  const cases: ReadonlyArray<{ name: string; keys: ReadonlyArray<string>; repository: string; want?: string }> = [
    {
      name: 'that of its host',
      keys: ['other.example', 'reg.example'],
      repository: 'reg.example/os',
      want: 'reg.example',
    },
    { name: 'none of another host', keys: ['reg.example'], repository: 'reg.example.org/os' },
    { name: 'none of a host with another port', keys: ['reg.example:5000'], repository: 'reg.example/os' },
    { name: 'none without the port', keys: ['reg.example'], repository: 'reg.example:5000/os' },
    {
      name: 'that with its port',
      keys: ['reg.example:5000'],
      repository: 'reg.example:5000/os',
      want: 'reg.example:5000',
    },
    { name: 'that of IPv6', keys: ['[::1]:5000'], repository: '[::1]:5000/os', want: '[::1]:5000' },
    {
      name: 'one with a scheme',
      keys: ['https://reg.example'],
      repository: 'reg.example/os',
      want: 'https://reg.example',
    },
    {
      name: 'one with a scheme and a version',
      keys: ['http://reg.example/v2/'],
      repository: 'reg.example/os',
      want: 'http://reg.example/v2/',
    },
    { name: 'one in capitals', keys: ['Reg.Example'], repository: 'reg.example/os', want: 'Reg.Example' },
    {
      name: 'the longest path',
      keys: ['reg.example', 'reg.example/a/b', 'reg.example/a'],
      repository: 'reg.example/a/b/os',
      want: 'reg.example/a/b',
    },
    {
      name: 'its very own',
      keys: ['reg.example/a', 'reg.example/a/os'],
      repository: 'reg.example/a/os',
      want: 'reg.example/a/os',
    },
    { name: 'no path that ends within a word', keys: ['reg.example/team'], repository: 'reg.example/team-b/os' },
    { name: 'no path below it', keys: ['reg.example/a/os/x'], repository: 'reg.example/a/os' },
    {
      name: 'a path with a slash at its end',
      keys: ['reg.example/a/'],
      repository: 'reg.example/a/os',
      want: 'reg.example/a/',
    },
    {
      name: 'that which docker login writes for Docker Hub',
      keys: ['https://index.docker.io/v1/'],
      repository: 'docker.io/me/os',
      want: 'https://index.docker.io/v1/',
    },
    { name: 'the short one of Docker Hub', keys: ['docker.io'], repository: 'docker.io/me/os', want: 'docker.io' },
    {
      name: 'the one of the API of Docker Hub',
      keys: ['registry-1.docker.io'],
      repository: 'docker.io/me/os',
      want: 'registry-1.docker.io',
    },
    {
      name: 'one of Docker Hub, asked by another name',
      keys: ['docker.io'],
      repository: 'index.docker.io/me/os',
      want: 'docker.io',
    },
    {
      name: 'that of official images of Docker Hub',
      keys: ['docker.io/library'],
      repository: 'docker.io/fedora',
      want: 'docker.io/library',
    },
    { name: 'none of a host that only ends like Docker Hub', keys: ['docker.io'], repository: 'evil-docker.io/me/os' },
    {
      name: 'the first of two that mean the same',
      keys: ['https://reg.example', 'http://reg.example'],
      repository: 'reg.example/os',
      want: 'http://reg.example',
    },
    { name: 'none of an empty key', keys: ['', 'https://'], repository: 'reg.example/os' },
  ]
  for (const { name, keys, repository, want } of cases) {
    it(`is ${name}`, () => assert.equal(accountFor(asks(...keys), repository)?.key, want))
  }

  const entries: ReadonlyArray<{
    name: string
    entry: DockerConfig['auths'][string]
    want?: readonly [string, string]
  }> = [
    { name: 'auth', entry: { auth: auth('me:pass:with:colons') }, want: ['me', 'pass:with:colons'] },
    {
      name: 'auth before the others',
      entry: { auth: auth('me:a'), username: 'you', password: 'b' },
      want: ['me', 'a'],
    },
    { name: 'a name and a password', entry: { username: 'me', password: 'pass' }, want: ['me', 'pass'] },
    {
      name: 'a name and a password beside an empty auth',
      entry: { auth: '', username: 'me', password: 'p' },
      want: ['me', 'p'],
    },
    { name: 'the padding of old dockers', entry: { auth: auth('me:pass\0\0') }, want: ['me', 'pass'] },
    { name: 'auth that is no base64 of a pair', entry: { auth: '%%%' } },
    { name: 'a name alone', entry: { username: 'me' } },
    { name: 'nothing', entry: {} },
  ]
  for (const { name, entry, want } of entries) {
    it(`is read from ${name}${want === undefined ? ', which is none' : ''}`, () => {
      const account = accountFor({ auths: { 'reg.example': entry } }, 'reg.example/os')
      assert.deepEqual(account && [account.username, account.password], want)
    })
  }

  it('passes over an entry without credentials', () => {
    const auths = { 'reg.example/a': {}, 'reg.example': { auth: auth('me:pass') } }
    assert.equal(accountFor({ auths }, 'reg.example/a/os')?.key, 'reg.example')
  })

  it('is an identity token where there is one, as az acr login writes it beside a name without a password', () => {
    // Azure/acr docs/AAD-OAuth.md: the name is a fixed uuid, the refresh token stands in `identitytoken`.
    const uuid = '00000000-0000-0000-0000-000000000000'
    const entry = { auth: auth(`${uuid}:`), identitytoken: 'refresh' }
    const want = { key: 'reg.example', username: uuid, password: '', identityToken: 'refresh' }
    assert.deepEqual(accountFor({ auths: { 'reg.example': entry } }, 'reg.example/os'), want)
    const alone = accountFor({ auths: { 'reg.example': { identitytoken: 'refresh' } } }, 'reg.example/os')
    assert.deepEqual(alone, { ...want, username: '' })
  })

  const empty: ReadonlyArray<{ name: string; config: DockerConfig; want: string | undefined }> = [
    { name: 'none where nothing is for the repository', config: { auths: { 'other.example': {} } }, want: undefined },
    { name: 'none where a shorter one has a password', config: asks('reg.example'), want: undefined },
    {
      name: 'one without anything in it',
      config: { auths: { 'reg.example': {} } },
      want: '"reg.example" of the pull secret has neither a password nor an identity token',
    },
    {
      // docker/cli: with a credsStore, `docker login` writes an empty entry and no password.
      name: 'one whose password is in a keychain',
      config: { auths: { 'reg.example': {} }, credsStore: 'desktop' },
      want: '"reg.example" of the pull secret is empty: its password is kept by "desktop"',
    },
    {
      name: 'a credential helper alone',
      config: { auths: {}, credsStore: 'desktop', credHelpers: { 'reg.example': 'ecr-login' } },
      want: '"reg.example" of the pull secret is empty: its password is kept by "ecr-login"',
    },
    {
      name: 'one beside nonsense',
      config: { auths: { 'reg.example': {} }, credsStore: 7, credHelpers: null },
      want: '"reg.example" of the pull secret has neither',
    },
  ]
  for (const { name, config, want } of empty) {
    it(`names an entry that cannot log in: ${name}`, () => {
      const found = emptyEntryFor(config, 'reg.example/os')
      const note = found && emptyEntryNote(found)
      assert.ok(want === undefined ? note === undefined : note?.startsWith(want), note)
    })
  }

  const word = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/), fc.constantFrom('v1', 'v2'))
  const path = fc.array(word, { minLength: 0, maxLength: 3 }).map(words => ['reg.example', ...words].join('/'))
  /** A version of the API after the host says nothing of a path. */
  const meant = (key: string): string => key.replace(/^(reg\.example)\/v[12]$/, '$1')
  it('does not depend on the order, covers the repository, and is the longest that does', () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1 }), path, (keys, repository) => {
        const found = accountFor(asks(...keys), repository)?.key
        assert.equal(accountFor(asks(...[...keys].reverse()), repository)?.key, found)
        const covering = keys.map(meant).filter(key => `${repository}/`.startsWith(`${key}/`))
        const longest = covering.length === 0 ? undefined : Math.max(...covering.map(key => key.length))
        assert.equal(found && meant(found).length, longest)
      }),
    )
  })
})
