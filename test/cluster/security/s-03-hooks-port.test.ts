import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { Node } from '../../../hooks/api/kubernetes'
import { NODE_POOL_LABEL, NODE_SLOT_LABEL, UPDATE_KEY } from '../../../hooks/api/names'
import { kubernetesCluster } from '../../../hooks/ports/kubernetes'
import { aMember, being, joined } from '../../builders/a-member'
import { anUpdate, ordering, reporting, staged } from '../../builders/an-update'
import { hookApp } from '../../support/hook-app'
import { patch } from '../admission/guarded-cluster'
import { nodePath, poolPath, rolloutPath, until } from '../support/views'
import { attackCluster } from './support/attack'

const POOL = 's03'
const NODE = 's03-a'
const KEY = 'f'.repeat(64)
const NEW = `sha256:${'b'.repeat(64)}`
const at = '2026-01-01T00:00:00Z'

/**
 * The hooks as the overlay for an existing Metacontroller serves them: with the operator's rights, on an address that
 * others reach, with the key of the Secret. The pool is paused, so that nobody else marks its node.
 */
attackCluster('S-3', 'whoever reaches the port of the hooks', current => {
  let server: Server
  let node: Node
  let rollout: BootcRollout

  before(async () => {
    const { world, kubelet, operator } = current()
    await world.api.create('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: NODE, labels: { 'example.com/story': POOL } },
    })
    const status = {
      conditions: [
        { type: 'Ready', status: 'True', lastTransitionTime: at, lastHeartbeatTime: at, reason: 'A', message: '' },
      ],
      nodeInfo: { bootID: 'boot-1', architecture: 'amd64' },
    }
    assert.equal(await patch(await kubelet(NODE), `${nodePath(NODE)}/status`, { status }), 'done')
    await world.api.put(poolPath(POOL), {
      apiVersion: 'node.bootc.dev/v1alpha1',
      kind: 'BootcNodePool',
      metadata: { name: POOL },
      spec: {
        nodeSelector: { matchLabels: { 'example.com/story': POOL } },
        image: { ref: `registry.example/os@${NEW}` },
        rollout: { paused: true },
      },
    })
    node = await until('the node is in the pool', async () => {
      const live = await world.api.get<Node>(nodePath(NODE))
      return live?.metadata.labels?.[NODE_POOL_LABEL] === POOL ? live : undefined
    })
    rollout = await until('its rollout', () => world.api.get<BootcRollout>(rolloutPath(POOL)))
    const app = hookApp({ cluster: kubernetesCluster(operator), now: () => new Date(), hooksKey: KEY })
    server = createServer(app).listen(0, '127.0.0.1')
    await new Promise(done => server.once('listening', done))
  })
  after(() => void server?.close())

  /** A body by which the node would be marked and cordoned at once: it is staged, Ready, and there is room. */
  const forged = (changes: Partial<BootcRollout['spec']> = {}): object => {
    const nodeUID = node.metadata.uid
    const member = aMember(NODE, being({ pool: POOL, nodeUID }))
    const order = ordering({ pool: POOL, since: new Date().toISOString() })
    const update = joined(member, anUpdate(NODE, staged(), order, reporting({ nodeUID })))
    return {
      parent: { ...rollout, spec: { ...rollout.spec, paused: false, ...changes } },
      related: { [UPDATE_KEY]: { [NODE]: update } },
    }
  }

  const post = async (body: object, headers: Readonly<Record<string, string>> = {}): Promise<number> => {
    const { port } = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/rollout-sync`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return answer.status
  }

  const isUntouched = async (): Promise<void> => {
    const live = await current().world.api.get<Node>(nodePath(NODE))
    assert.equal(live?.metadata.labels?.[NODE_SLOT_LABEL], undefined)
    assert.notEqual(live?.spec?.unschedulable, true)
  }

  it('posts a rollout that is not paused, without the key: no node is marked or cordoned', async () => {
    assert.equal(await post(forged()), 401)
    assert.equal(await post(forged(), { authorization: `Bearer ${'0'.repeat(64)}` }), 401)
    await isUntouched()
  })

  it('has got hold of the key too: no node is marked for a rollout that the API server does not have', async () => {
    assert.equal(await post(forged(), { authorization: `Bearer ${KEY}` }), 200)
    await isUntouched()
  })
})
