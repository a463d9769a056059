import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { dockerRegistry } from '../../../../hooks/ports/registry/docker-registry'
import { tinyImage, tinyIndex } from '../../../../testbed/registry/tiny-image'
import { SECRET } from './ask'
import { ACCOUNT, TOKEN } from './registry-play'

const REASONS = new Set([
  'Unauthorized',
  'ImageNotFound',
  'RegistryUnreachable',
  'CertificateInvalid',
  'RateLimited',
  'RegistryError',
  'InvalidManifest',
  'RegistryRefused',
  'NotARegistry',
])

/** What a client asks for, as far as a registry can tell its requests apart. */
type Place = 'head' | 'manifest' | 'blob' | 'ping' | 'token' | 'elsewhere'

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** Of each place what is said to who is not logged in, and to who is. */
type Script = Readonly<Record<Place, readonly [Reply, Reply]>>

const image = tinyIndex(['amd64', 'arm64'])
const lone = tinyImage()
const blobs = [...image.parts, lone].flatMap(({ manifest, blobs: own }) => [manifest, ...own])

const bodies = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(image.manifest.bytes, lone.manifest.bytes, ...blobs.map(({ bytes }) => bytes)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      `{"token":"${TOKEN}"}`,
      `{"access_token":"${TOKEN}","expires_in":-1}`,
      '{"token":""}',
      '{"token":7}',
      '{"token":"a\\nb"}',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      'null',
      '{}',
      '[]',
      '<html>push it again</html>',
      '{"manifests":[',
      `${'['.repeat(5000)}`,
      `{"manifests":${JSON.stringify(Array.from({ length: 50 }, () => ({ digest: blobs[0]?.digest })))}}`,
      '{"config":{"digest":"../../etc/passwd"}}',
      gzipSync('{}'),
    ),
  },
  { weight: 1, arbitrary: fc.json().map(text => `{"schemaVersion":2,"config":${text},"manifests":${text}}`) },
)

const realms = ['/token', 'http://HOME/token', 'http://localhost:PORT/token', 'http://10.0.0.1/token', '//', 'x:y', '']
const challenge = fc.oneof(
  fc.constantFrom('Basic', 'basic realm="x"', 'Negotiate, Basic realm=x', 'Bearer', 'Digest nonce="1"', '"', ','),
  fc
    .tuple(fc.constantFrom('Bearer', 'bearer'), fc.constantFrom(...realms), fc.boolean())
    .map(([scheme, realm, isFull]) => `${scheme} realm="${realm}"${isFull ? ',service="s",scope="a b"' : ''}`),
)
const locations = [
  '/v2/again',
  '/token',
  'http://HOME/v2/team/os/manifests/stable',
  'http://localhost:PORT/elsewhere',
  'http://169.254.169.254/latest',
  'http://[fd00::1]/',
  'http://127.0.0.1:99999/',
  'file:///etc/passwd',
  'http://user:pw@HOME/',
  '//',
  '',
]

const headers = fc.record(
  {
    'www-authenticate': challenge,
    location: fc.constantFrom(...locations),
    'content-type': fc.constantFrom('text/html', 'application/json', ';;', 'application/vnd.oci.image.index.v1+json'),
    'content-encoding': fc.constantFrom('identity', 'gzip', 'IDENTITY'),
    'docker-content-digest': fc.constantFrom(image.manifest.digest, lone.manifest.digest, 'sha256:0', 'md5:1', ''),
    'retry-after': fc.constantFrom('1', '-1', 'soon', '99999999999999999999'),
  },
  { requiredKeys: [] },
)
const reply = (status: fc.Arbitrary<number>): fc.Arbitrary<Reply> =>
  fc.record({ status, headers: headers as fc.Arbitrary<Reply['headers']>, body: bodies })
const anonymous = reply(fc.constantFrom(401, 401, 401, 200, 403, 404, 302, 308, 429, 503, 405, 204))
const known = reply(fc.constantFrom(200, 200, 200, 200, 401, 403, 404, 307, 500, 418, 206))
/** What lets a lookup go on, or hardly one would come further than its first request. */
const RIGHT: Readonly<Record<Place, readonly [Reply, Reply]>> = (() => {
  const asks: Reply = { status: 401, headers: { 'www-authenticate': 'Bearer realm="/token",service="s"' }, body: '' }
  const gives = (body: string | Buffer): Reply => ({ status: 200, headers: {}, body })
  const manifest = [asks, gives(image.manifest.bytes)] as const
  const token = gives(`{"token":"${TOKEN}"}`)
  return {
    head: [asks, gives('')],
    manifest,
    blob: manifest,
    ping: [asks, gives('{}')],
    token: [token, token],
    elsewhere: [gives('{}'), gives('{}')],
  }
})()
const at = (place: Place): fc.Arbitrary<readonly [Reply, Reply]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(RIGHT[place]) },
    { weight: 1, arbitrary: fc.tuple(anonymous, known) },
    { weight: 1, arbitrary: known.map(one => [RIGHT[place][0], one] as const) },
  )
const script: fc.Arbitrary<Script> = fc.record({
  head: at('head'),
  manifest: at('manifest'),
  blob: at('blob'),
  ping: at('ping'),
  token: at('token'),
  elsewhere: at('elsewhere'),
})
const secrets = (host: string) => [
  {},
  { [host]: { username: 'puller', password: SECRET } },
  { [host]: { identitytoken: SECRET } },
  { [host]: {} },
]

const placeOf = (method: string, path: string): Place => {
  if (path.startsWith('/token')) return 'token'
  if (path === '/v2/') return 'ping'
  if (!path.startsWith('/v2/')) return 'elsewhere'
  if (path.includes('/blobs/')) return 'blob'
  return method === 'HEAD' ? 'head' : 'manifest'
}

const SHOWN = /the (credentials|identity token) that the pull secret has/

describe('whatever a registry answers', function () {
  this.timeout(300_000)
  let current: Script | undefined
  let log: Array<{ readonly host: string; readonly carried: boolean; readonly account: boolean }> = []
  const listener: RequestListener = (request, response) => {
    const { method = '', url = '', headers: asked } = request
    const home = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const place = placeOf(method, url)
    const isShown = asked.authorization !== undefined || method === 'POST'
    const isAccount = asked.authorization === ACCOUNT || method === 'POST'
    log.push({ host: asked.host ?? '', carried: isShown, account: isAccount })
    const { status = 500, headers: told = {}, body = '' } = current?.[place][isShown ? 1 : 0] ?? {}
    const named = Object.entries(told).map(([name, value]) => [
      name,
      value.replace('HOME', home).replace('PORT', home.replace(/.*:/, '')),
    ])
    // A digest that the registry knows is served, or hardly a lookup would come far.
    const digest = url.slice(url.lastIndexOf('/') + 1)
    const blob =
      status === 200 && (place === 'blob' || place === 'manifest') && blobs.find(one => one.digest === digest)
    response.writeHead(status, Object.fromEntries(named))
    response.end(method === 'HEAD' || status === 204 ? undefined : blob ? blob.bytes : body)
  }
  const server = createServer(listener)
  before(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
  const outcomes = new Map<string, number>()
  after(() => {
    server.close()
    server.closeAllConnections()
    const counts = [...outcomes].map(([name, count]) => `${count} ${name}`).join(', ')
    console.log(`      seed ${fc.readConfigureGlobal().seed}: ${counts}`)
  })

  it('is understood or named, without a word of credentials that were not shown', () =>
    fc.assert(
      fc.asyncProperty(script, fc.nat({ max: 3 }), async (one, which) => {
        current = one
        log = []
        const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
        const config = { auths: secrets(host)[which] ?? {} }
        const registry = dockerRegistry({ insecure: [host], timeoutMs: 240_000 })
        const found = await registry.lookup({ repository: `${host}/team/os`, tag: 'stable' }, config)
        const key = found.outcome === 'found' ? 'found' : found.reason
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
        assert.ok(log.length <= 60, `${log.length} requests`)
        for (const { host: named, carried } of log)
          assert.ok(!carried || named === host, `${named} was shown the account`)
        const all = JSON.stringify(found)
        for (const secret of [SECRET, ACCOUNT.slice(6), TOKEN]) assert.ok(!all.includes(secret), all)
        if (found.outcome === 'found') return
        const { reason, message, retryAfterSeconds = 1 } = found
        assert.ok(REASONS.has(reason), reason)
        assert.ok(message.startsWith(host) || message.includes(host), message)
        assert.doesNotMatch(message, /\p{C}|undefined|\[object|NaN/u)
        assert.ok(message.length < 1000)
        assert.ok(Number.isInteger(retryAfterSeconds) && retryAfterSeconds > 0 && retryAfterSeconds <= 86_400)
        if (reason === 'NotARegistry') assert.doesNotMatch(message, /push it again/)
        const wasShown = log.some(({ account }) => account)
        if (SHOWN.test(message)) assert.ok(wasShown, `nothing was shown: ${message}`)
      }),
      { numRuns: Number(process.env['CASES'] ?? 200) },
    ))

  it('was answered in enough ways to tell', () => {
    const missing = ['found', ...REASONS].filter(
      reason => !outcomes.has(reason) && reason !== 'CertificateInvalid' && reason !== 'RegistryUnreachable',
    )
    assert.deepEqual(missing, [], JSON.stringify([...outcomes]))
  })
})
