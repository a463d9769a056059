import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { Node } from '../../../hooks/api/kubernetes'
import { type Identity, patch } from '../admission/guarded-cluster'
import { nodePath, poolPath, rolloutPath, until, updatePath } from '../support/views'
import { attackCluster } from './support/attack'

const POOL = 's01'
const HONEST = ['s01-a', 's01-b']
const LIAR = 's01-liar'
const REPOSITORY = 'registry.example/os'
const OLD = `sha256:${'a'.repeat(64)}`
const NEW = `sha256:${'b'.repeat(64)}`
const at = '2026-01-01T00:00:00Z'

attackCluster('S-1', 'one node that says it fell back', current => {
  const agents = new Map<string, Identity>()
  const uids = new Map<string, string>()

  const report = (node: string, change: object): Promise<string> => {
    const agent = agents.get(node)
    assert.ok(agent)
    const status = {
      nodeUID: uids.get(node),
      phase: 'Idle',
      message: '',
      boot: { id: `boot-of-${node}/0`, at },
      booted: { image: `${REPOSITORY}@${OLD}`, digest: OLD },
      ...change,
    }
    return patch(agent, `${updatePath(node)}/status`, { status })
  }
  const join = async (name: string): Promise<void> => {
    const { world, kubelet, agentOn } = current()
    const { metadata } = await world.api.create<{ readonly metadata: { readonly uid: string } }>('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'example.com/story': POOL } },
    })
    uids.set(name, metadata.uid)
    agents.set(name, await agentOn(name))
    const status = {
      conditions: [
        { type: 'Ready', status: 'True', lastTransitionTime: at, lastHeartbeatTime: at, reason: 'A', message: '' },
      ],
      nodeInfo: { bootID: `boot-of-${name}`, architecture: 'amd64' },
    }
    assert.equal(await patch(await kubelet(name), `${nodePath(name)}/status`, { status }), 'done')
  }
  const orderOf = (node: string): Promise<BootcNodeUpdate | undefined> =>
    current().world.api.get<BootcNodeUpdate>(updatePath(node))

  before(async () => {
    const { world } = current()
    for (const name of [...HONEST, LIAR]) await join(name)
    await world.api.put(poolPath(POOL), {
      apiVersion: 'node.bootc.dev/v1alpha1',
      kind: 'BootcNodePool',
      metadata: { name: POOL },
      spec: {
        nodeSelector: { matchLabels: { 'example.com/story': POOL } },
        image: { ref: `${REPOSITORY}@${NEW}` },
        rollout: { onFailure: 'RollBack', failureThreshold: 1, maxUnavailable: 3, minReadySeconds: 0 },
      },
    })
    for (const name of [...HONEST, LIAR])
      await until(`an order for ${name}`, async () => (await orderOf(name))?.spec.order)
  })

  it('which nobody ordered to reboot, halts at most: nobody is drained, cordoned or sent back', async () => {
    const { world } = current()
    // The honest ones have been updated in this attempt, and would know what to go back to.
    for (const name of HONEST) {
      const key = (await orderOf(name))?.spec.order?.attempt
      const attempt = {
        key,
        digest: NEW,
        outcome: 'Succeeded',
        previousImage: `${REPOSITORY}@${OLD}`,
        fromBoot: `boot-before-${name}/0`,
        finishedAt: at,
      }
      const booted = { image: `${REPOSITORY}@${NEW}`, digest: NEW }
      assert.equal(await report(name, { booted, attempt }), 'done')
    }
    const key = (await orderOf(LIAR))?.spec.order?.attempt
    const lie = { key, digest: NEW, outcome: 'Failed', reason: 'FellBack', message: 'it fell back', finishedAt: at }
    for (const fromBoot of [undefined, `boot-before-${LIAR}/0`]) {
      assert.equal(await report(LIAR, { phase: 'Failed', attempt: { ...lie, fromBoot } }), 'done')
      const phase = await until('a verdict', async () => {
        const rollout = await world.api.get<BootcRollout>(rolloutPath(POOL))
        return /^(Halted|Return)/.test(rollout?.status?.phase ?? '') ? rollout?.status?.phase : undefined
      })
      assert.equal(phase, 'Halted')
    }
    for (const name of HONEST) {
      const node = await world.api.get<Node>(nodePath(name))
      assert.equal(node?.spec?.unschedulable, undefined)
      assert.doesNotMatch(JSON.stringify(node?.metadata), /node\.bootc\.dev\/slot/)
      const order = await orderOf(name)
      assert.equal(order?.spec.order?.image, `${REPOSITORY}@${NEW}`)
      assert.notEqual(order?.spec.order?.step, 'Reboot')
    }
  })

  it('does not say it of another node', async () => {
    const [other = ''] = HONEST
    const before = (await orderOf(other))?.status
    const agent = agents.get(LIAR)
    assert.ok(agent)
    const status = { phase: 'Failed', attempt: { key: 'k', digest: NEW, outcome: 'Failed', reason: 'FellBack' } }
    assert.match(
      await patch(agent, `${updatePath(other)}/status`, { status }),
      /^403: .*its own node, s01-liar, not s01-a/,
    )
    assert.deepEqual((await orderOf(other))?.status, before)
  })
})
