import assert from 'node:assert/strict'
import fc from 'fast-check'
import { mergeAuth } from '../../../agent/host/pull-secret'
import type { DockerConfig } from '../../../hooks/api/docker-config'
import { accountFor } from '../../../hooks/api/docker-config-match'
import { parseImageReference } from '../../../hooks/api/image'
import { type Login, loginIn } from './auth-json'

const one = (...texts: ReadonlyArray<string>): fc.Arbitrary<string> => fc.constantFrom(...texts)
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const HOSTS = ['registry.example.com', 'registry.example.com:5000', 'other.example', 'docker.io', 'index.docker.io']
const PATHS = ['', '/team', '/team/os', '/team-b', '/a/b/c', '/v2']

/** As people, docker, podman and kubectl write keys. */
const keys = fc
  .record({
    scheme: one('', 'https://', 'http://', 'HTTPS://'),
    host: one(...HOSTS, 'registry-1.docker.io'),
    path: one(...PATHS),
    end: one('', '/', '//', '/v1/', '/v2/', '/v2'),
    isLoud: fc.boolean(),
  })
  .map(({ scheme, host, path, end, isLoud }) => `${scheme}${isLoud ? host.toUpperCase() : host}${path}${end}`)

const words = one('puller', 'me:and:more', 'p', '00000000-0000-0000-0000-000000000000', 'pässword')
const entries: fc.Arbitrary<DockerConfig['auths'][string]> = fc.oneof(
  fc.tuple(words, words).map(([username, password]) => ({ auth: base64(`${username}:${password}`) })),
  fc.tuple(words, words).map(([username, password]) => ({ username, password })),
  fc.tuple(words, words).map(([username, password]) => ({ username, password, auth: '' })),
  // `kubectl create secret docker-registry` writes all of them, and an e-mail address.
  fc.tuple(words, words).map(([username, password]) => ({
    username,
    password,
    email: 'me@example.com',
    auth: base64(`${username}:${password}`),
  })),
  // Some generators leave out the padding, or wrap lines.
  fc
    .tuple(words, words)
    .map(([username, password]) => ({ auth: base64(`${username}:${password}`).replace(/=+$/, '') })),
  words.map(token => ({ auth: base64('00000000-0000-0000-0000-000000000000:'), identitytoken: token })),
  words.map(token => ({ identitytoken: token })),
  fc.constantFrom({}, { auth: '' }, { username: 'me' }, { auth: base64('no colon') }, { auth: '%%%' }),
)

const secrets = fc.dictionary(keys, entries, { maxKeys: 5 }).map(auths => ({ auths }))
/** The host has credentials of its own, for the same registries or others. */
const owns = fc.record(
  {
    auths: fc.dictionary(keys, fc.constant({ auth: base64('own:password') }), { maxKeys: 3 }),
    credHelpers: fc.dictionary(one(...HOSTS), fc.constant('ecr-login'), { maxKeys: 2 }),
  },
  { requiredKeys: [] },
)
const repositories = fc
  .record({ host: one(...HOSTS), path: one('/team/os', '/team-b/os', '/team', '/a/b/c/d', '/v2/os', '/os') })
  .map(({ host, path }) => `${host}${path}`)

/** How a tool on the host names what it is to pull (distribution/reference). */
const asPulled = (repository: string): string => {
  const name = repository.replace(/^index\.docker\.io\//, 'docker.io/')
  return /^docker\.io\/[^/]+$/.test(name) ? name.replace('docker.io/', 'docker.io/library/') : name
}

const ofOperator = (secret: DockerConfig, repository: string): Login => {
  const account = accountFor(secret, repository)
  if (account === undefined) return undefined
  return account.identityToken === undefined
    ? `${account.username}:${account.password}`
    : `token ${account.identityToken}`
}

describe('operator and node', () => {
  it('log in as the same account, whichever way the keys of the secret are written and whatever the host has', () => {
    fc.assert(
      fc.property(secrets, repositories, fc.option(owns, { nil: undefined }), (secret, repository, own) => {
        const file = mergeAuth(own && JSON.stringify(own), JSON.stringify(secret)) ?? '{}'
        const operator = ofOperator(secret, repository)
        const node = loginIn(file, asPulled(repository))
        // What the secret has nothing for is the host's own business.
        if (operator === undefined && own !== undefined) return
        assert.equal(node, operator)
      }),
      { numRuns: 2000 },
    )
  })

  it('let in what `kubectl create secret docker-registry --docker-server=registry.example.com/` writes', () => {
    const auth = base64('puller:s3cret')
    const secret = { auths: { 'registry.example.com/': { username: 'puller', password: 's3cret', auth } } }
    const file = mergeAuth(undefined, JSON.stringify(secret)) ?? ''
    assert.equal(loginIn(file, 'registry.example.com/team/os'), 'puller:s3cret')
    assert.equal(ofOperator(secret, 'registry.example.com/team/os'), 'puller:s3cret')
  })

  it('find it for a host that is typed in capitals', () => {
    const secret = { auths: { 'Registry.Example.com': { auth: base64('puller:s3cret') } } }
    const repository = parseImageReference('Registry.EXAMPLE.com/team/os:1')?.repository ?? ''
    const file = mergeAuth(undefined, JSON.stringify(secret)) ?? ''
    assert.deepEqual([loginIn(file, repository), ofOperator(secret, repository)], ['puller:s3cret', 'puller:s3cret'])
  })

  it('keep what the host has for other registries, as it is', () => {
    const own = { auths: { 'own.example': { auth: 'b3du' } }, credHelpers: { 'gcr.example': 'gcr' }, other: 1 }
    const secret = { auths: { 'registry.example.com': { auth: base64('puller:s3cret') } } }
    const { auths, credHelpers, other } = JSON.parse(mergeAuth(JSON.stringify(own), JSON.stringify(secret)) ?? '')
    assert.deepEqual([auths['own.example'], credHelpers, other], [{ auth: 'b3du' }, { 'gcr.example': 'gcr' }, 1])
  })
})
