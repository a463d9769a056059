import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { credentialsFor } from '../../../agent/cluster/credentials'
import { identityIn } from '../../../agent/cluster/token'
import { configFrom } from '../../../agent/config'
import { apiRequest, isApiError } from '../../../hooks/ports/api/api-request'
import { type FakeApi, startFakeApi } from '../support/fake-api'

const token = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`

describe('the identity in a token', () => {
  it('is the node that the token is bound to', () => {
    const bound = token({ 'kubernetes.io': { node: { name: 'n', uid: 'u' }, pod: { name: 'p' } } })
    assert.deepEqual(identityIn(`${bound}\n`), E.right({ nodeName: 'n', nodeUID: 'u' }))
  })
  for (const bad of ['', 'opaque', 'a.b.c', token({}), token({ 'kubernetes.io': { pod: {} } })]) {
    it(`is missing in ${JSON.stringify(bad)}, and the complaint does not repeat the token`, () => {
      const result = identityIn(bad)
      assert.ok(E.isLeft(result))
      if (bad.length > 6) assert.ok(!result.left.includes(bad.slice(0, 6)))
    })
  }
})

describe('calls to the API server', () => {
  let api: FakeApi
  let dir: string
  before(async () => {
    api = await startFakeApi()
    dir = mkdtempSync(join(tmpdir(), 'agent-credentials-'))
  })
  after(async () => {
    await api.stop()
    rmSync(dir, { recursive: true })
  })

  it('work with a kubeconfig that names a token file', async () => {
    writeFileSync(join(dir, 'token'), 'secret')
    writeFileSync(join(dir, 'kubeconfig'), api.kubeconfigText(join(dir, 'token')))
    const config = configFrom({ NODE_NAME: 'n', KUBECONFIG: join(dir, 'kubeconfig'), TOKEN_FILE: '' })
    assert.ok(E.isRight(config))
    const credentials = credentialsFor(config.right)
    assert.equal(credentials.token(), 'secret')
    const list = await apiRequest<{ items: unknown[] }>(credentials.config, { method: 'GET', path: '/apis' })
    assert.deepEqual(list.items, [])
    const options: { headers?: Record<string, unknown> } = {}
    await credentials.config.applyToHTTPSOptions(options)
    assert.equal(options.headers?.['Authorization'], 'Bearer secret')
    writeFileSync(join(dir, 'token'), 'rotated\n')
    await credentials.config.applyToHTTPSOptions(options)
    assert.equal(options.headers?.['Authorization'], 'Bearer rotated', 'in use at once')
  })
  it('say which call was refused, and why', async () => {
    api.intercept(() => ({ status: 403, body: { reason: 'Forbidden', message: 'not yours' } }))
    await assert.rejects(apiRequest(api.kubeConfig(), { method: 'GET', path: '/apis' }), {
      kind: 'api-refused',
      call: 'GET /apis',
      status: 403,
      reason: 'Forbidden',
      message: 'not yours',
    })
    api.intercept(undefined)
  })
  it('reject a certificate that is not the one given', async () => {
    const config = api.kubeConfig()
    config.clusters = config.clusters.map(({ caData: _, ...cluster }) => cluster)
    await assert.rejects(
      apiRequest(config, { method: 'GET', path: '/apis' }),
      (error: unknown) => isApiError(error) && error.kind === 'api-unreachable',
    )
  })
  it('need https, also for a kubeconfig without a cluster', async () => {
    const config = api.kubeConfig()
    config.clusters = config.clusters.map(cluster => ({ ...cluster, server: 'http://127.0.0.1:1' }))
    await assert.rejects(apiRequest(config, { method: 'GET', path: '/apis' }), { kind: 'api-unreachable' })
  })
})

describe('the configuration', () => {
  it('needs NODE_NAME and says so', () =>
    assert.match(JSON.stringify(configFrom({ NODE_NAME: '' })), /NODE_NAME is not set/))
  it('is in-cluster on /proc/1/root by default', () => {
    const config = configFrom({ NODE_NAME: 'n' })
    assert.ok(E.isRight(config))
    const { hostRoot, kubeconfig, tokenFile, stateDir } = config.right
    assert.deepEqual([hostRoot, kubeconfig, stateDir], ['/proc/1/root', undefined, '/var/lib/bootc-operator'])
    assert.equal(tokenFile, '/var/run/secrets/kubernetes.io/serviceaccount/token')
  })
})
