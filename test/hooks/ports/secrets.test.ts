import assert from 'node:assert/strict'
import { errorText } from '../../../hooks/api/error-text'
import type { DesiredSecret } from '../../../hooks/api/secret'
import { kubernetesCluster } from '../../../hooks/ports/kubernetes'
import { type FakeApi, startFakeApi } from '../../agent/support/fake-api'

const AT = { namespace: 'team', name: 'os-pull' }
const PATH = '/api/v1/namespaces/team/secrets'
const SECRET = {
  metadata: { name: 'os-pull', uid: 'u', resourceVersion: '7' },
  type: 'x',
  data: { key: 'cGE1NXdvcmQ=' },
}
const DESIRED: DesiredSecret = {
  metadata: { ...AT, labels: {}, annotations: {}, ownerReferences: [] },
  type: 'x',
  data: { key: 'cGE1NXdvcmQ=' },
}
const refusal = (status: number) => ({
  status,
  body: { kind: 'Status', reason: 'Whatever', message: `said ${status}` },
})

describe('Secrets of the API server', () => {
  let api: FakeApi
  before(async () => {
    api = await startFakeApi()
  })
  after(() => api.stop())
  const cluster = () => kubernetesCluster(api.kubeConfig())

  const reads: ReadonlyArray<readonly [string, { status: number; body: unknown }, unknown]> = [
    ['is read', { status: 200, body: SECRET }, SECRET],
    ['is missing', refusal(404), 'missing'],
    ['is forbidden', refusal(403), 'forbidden'],
  ]
  for (const [name, answer, want] of reads) {
    it(`one ${name}`, async () => {
      api.intercept(() => answer)
      assert.deepEqual(await cluster().readSecret(AT), want)
      assert.equal(api.requests.at(-1), `GET ${PATH}/os-pull`)
    })
  }
  it('one that cannot be read is an error, which does not say what is in it', async () => {
    api.intercept(() => ({ status: 200, body: { ...SECRET, data: { key: ['pa55word'] } } }))
    await assert.rejects(cluster().readSecret(AT), error => !/pa55|cGE1/.test(String(error)))
  })
  it('an error of the API server is told on', async () => {
    api.intercept(() => refusal(500))
    await assert.rejects(cluster().readSecret(AT), error => errorText(error) === 'said 500')
  })
  it('no name leads to another path', async () => {
    api.intercept(() => refusal(404))
    await cluster().readSecret({ namespace: 'a/b', name: '../x' })
    assert.equal(api.requests.at(-1), 'GET /api/v1/namespaces/a%2Fb/secrets/..%2Fx')
  })

  const writes: ReadonlyArray<readonly [string, string | undefined, number, string, 'done' | 'conflict']> = [
    ['is made', undefined, 201, `POST ${PATH}`, 'done'],
    ['that somebody made meanwhile is left alone', undefined, 409, `POST ${PATH}`, 'conflict'],
    ['is written over', '7', 200, `PUT ${PATH}/os-pull`, 'done'],
    ['that changed meanwhile is left alone', '7', 409, `PUT ${PATH}/os-pull`, 'conflict'],
    ['that has gone meanwhile is not made by the way', '7', 404, `PUT ${PATH}/os-pull`, 'conflict'],
  ]
  for (const [name, over, status, call, want] of writes) {
    it(`one ${name}`, async () => {
      api.intercept(() => (status < 300 ? { status, body: SECRET } : refusal(status)))
      assert.equal(await cluster().writeSecret(DESIRED, over), want)
      assert.equal(api.requests.at(-1), call)
    })
  }
  for (const status of [200, 404, 409]) {
    it(`one is removed, and ${status} is as good as any answer`, async () => {
      api.intercept(() => (status === 200 ? { status, body: {} } : refusal(status)))
      await cluster().removeSecret(AT, 'u')
      assert.equal(api.requests.at(-1), `DELETE ${PATH}/os-pull`)
    })
  }
  it('a removal or a write that is refused is an error', async () => {
    api.intercept(() => refusal(403))
    await assert.rejects(cluster().removeSecret(AT, 'u'))
    await assert.rejects(cluster().writeSecret(DESIRED))
  })
})
