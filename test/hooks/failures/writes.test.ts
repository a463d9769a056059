import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { kubernetesCluster } from '../../../hooks/ports/kubernetes'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../agent/support/loopback-certificate'
import { aPod } from '../../builders/a-pod'

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}

describe('a write, as the API server gets it', () => {
  let server: Server
  let answer: { readonly code: number; readonly body: object }
  let asked: unknown
  const config = new KubeConfig()

  before(async () => {
    server = createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, async (request, response) => {
      asked = { path: request.url, body: await bodyOf(request) }
      response.writeHead(answer.code, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const caData = Buffer.from(LOOPBACK_CERTIFICATE).toString('base64')
    config.loadFromClusterAndUser(
      { name: 'c', server: `https://127.0.0.1:${port}`, caData, skipTLSVerify: false },
      { name: 'u', token: 't' },
    )
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const evict = (grace = -1) => kubernetesCluster(config).evict(aPod('db-0'), grace)

  it('evicts the very pod, by its uid, so that a successor of the same name is safe', async () => {
    answer = { code: 201, body: {} }
    assert.deepEqual(await evict(), { outcome: 'evicted' })
    assert.deepEqual(asked, {
      path: '/api/v1/namespaces/apps/pods/db-0/eviction',
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'db-0', namespace: 'apps' },
        deleteOptions: { preconditions: { uid: 'pod-db-0' } },
      },
    })
  })

  it('that evicts and is forbidden says who may not do what', async () => {
    const sentence = 'pods "db-0" is forbidden: User "x" cannot create resource "pods/eviction"'
    answer = { code: 403, body: { kind: 'Status', code: 403, message: sentence } }
    const reason = `POST /api/v1/namespaces/apps/pods/db-0/eviction: ${sentence}`
    assert.deepEqual(await evict(), { outcome: 'refused', reason })
  })

  it('evicts with the grace period that the pool asks for', async () => {
    answer = { code: 201, body: {} }
    await evict(30)
    const { body } = asked as { readonly body: { readonly deleteOptions: object } }
    assert.deepEqual(body.deleteOptions, { preconditions: { uid: 'pod-db-0' }, gracePeriodSeconds: 30 })
  })

  it('of a Node is bound to the version that was read, and refused after another', async () => {
    answer = { code: 409, body: { kind: 'Status', code: 409, message: 'the object has been modified' } }
    const outcome = await kubernetesCluster(config).patchNode('n1', '100', { unschedulable: true })
    assert.equal(outcome, 'conflict')
    assert.deepEqual((asked as { readonly body: object }).body, {
      metadata: { resourceVersion: '100' },
      spec: { unschedulable: true },
    })
  })
})
