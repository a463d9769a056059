import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { ask, type Identity, patch } from '../admission/guarded-cluster'
import { nodePath, until } from '../support/views'
import { attackCluster } from './support/attack'

const POOL = 'bootc.node-restriction.kubernetes.io/pool'
const SLOT = 'bootc.node-restriction.kubernetes.io/slot'
const OWN = 's02-own'
const OTHER = 's02-other'
const PLUGIN = 's02-network-plugin'
const SELECTED_BY = 'node-role.kubernetes.io/s02'
const NAMESPACE = '/api/v1/namespaces/bootc-operator'

/** What a network plugin's token tries on a Node that is not marked, by a write of the status. */
const WRITES: ReadonlyArray<readonly [string, object]> = [
  ['the pool label', { labels: { [POOL]: 's02' } }],
  ['the slot label and a mark', { labels: { [SLOT]: 's02' }, annotations: { 'node.bootc.dev/slot': '{}' } }],
  ['half a mark, which would uncordon', { annotations: { 'node.bootc.dev/slot': '{"uncordon":true}' } }],
  ['the note of a failure, which would halt', { annotations: { 'node.bootc.dev/failed': '{}' } }],
  ['that it stays cordoned', { annotations: { 'node.bootc.dev/keep-cordoned': '' } }],
  ['a label that a pool selects by', { labels: { [SELECTED_BY]: '' } }],
  ['a label under node-restriction', { labels: { 'example.node-restriction.kubernetes.io/role': 'worker' } }],
  ['that it is no control plane', { labels: { 'node-role.kubernetes.io/control-plane': null } }],
]

attackCluster('S-2', 'a token that may write the status of Nodes', current => {
  let plugin: Identity
  const read = async (name: string): Promise<Node> => (await current().world.api.get<Node>(nodePath(name))) as Node
  const untouched = ({ metadata, spec }: Node) => ({
    labels: metadata.labels,
    annotations: metadata.annotations,
    unschedulable: spec?.unschedulable,
  })

  before(async () => {
    const { world, networkPlugin } = current()
    for (const name of [OWN, OTHER]) {
      const labels = { 'node-role.kubernetes.io/control-plane': '' }
      await world.api.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } })
    }
    await world.api.create(`${NAMESPACE}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/dockerconfigjson',
      metadata: { name: 's02-pull' },
      stringData: { '.dockerconfigjson': '{"auths":{"registry.example":{"auth":"bm9kZTpzMDI="}}}' },
    })
    await world.api.put('/apis/node.bootc.dev/v1alpha1/bootcnodepools/s02', {
      apiVersion: 'node.bootc.dev/v1alpha1',
      kind: 'BootcNodePool',
      metadata: { name: 's02' },
      spec: {
        nodeSelector: { matchLabels: { [SELECTED_BY]: '' } },
        image: { ref: `registry.example/os@sha256:${'a'.repeat(64)}` },
        pullSecretRef: { name: 's02-pull' },
      },
    })
    await until('the agents of pool s02 to be declared', async () =>
      current().world.api.get('/apis/apps/v1/namespaces/bootc-operator/daemonsets/bootc-agent-s02'),
    )
    plugin = await networkPlugin(PLUGIN)
  })

  for (const node of [OWN, OTHER]) {
    for (const [what, metadata] of WRITES) {
      it(`does not write ${what} to Node ${node}`, async () => {
        const before = untouched(await read(node))
        for (const method of ['merge-patch', 'strategic-merge-patch'] as const) {
          const answer = await ask(plugin, {
            method: 'PATCH',
            path: `${nodePath(node)}/status`,
            body: { metadata },
            contentType: `application/${method}+json`,
          })
          assert.match(answer, /^403: .*ValidatingAdmissionPolicy 'bootc-node-marks-in-status'/)
        }
        assert.deepEqual(untouched(await read(node)), before)
      })
    }
  }

  it('does not put them there with the whole object either', async () => {
    const live = await read(OTHER)
    const labels = { ...live.metadata.labels, [POOL]: 's02' }
    const body = { ...live, metadata: { ...live.metadata, labels } }
    assert.match(
      await ask(plugin, { method: 'PUT', path: `${nodePath(OTHER)}/status`, body }),
      /^403: .*bootc-node-marks/,
    )
    assert.equal((await read(OTHER)).metadata.labels?.[POOL], undefined)
  })

  it('brings no agent to the node, whose kubelet then may not read the pull secret', async () => {
    const { world, kubelet: kubeletOf } = current()
    for (const [, metadata] of WRITES) await patch(plugin, `${nodePath(OWN)}/status`, { metadata })
    // One that belongs to the pool comes last: once it has its agent, the others would have theirs.
    const labels = { [SELECTED_BY]: '' }
    await world.api.create('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 's02-member', labels },
    })
    const agents = await until('the agent of the member', async () => {
      const path = `${NAMESPACE}/pods?labelSelector=node.bootc.dev/pool=s02`
      const pods = await world.api.get<{ readonly items: ReadonlyArray<object> }>(path)
      return pods !== undefined && pods.items.length > 0 ? pods.items.map(pod => JSON.stringify(pod)) : undefined
    })
    assert.deepEqual([agents.length, agents[0]?.includes('s02-member')], [1, true])
    const kubelet = await kubeletOf(OWN)
    const secret = { method: 'GET' as const, path: `${NAMESPACE}/secrets/s02-pull` }
    assert.match(await ask(kubelet, secret), /^403: .*no relationship found between node 's02-own' and this object/)
  })

  it('still does its work: conditions, and labels and annotations that are its own', async () => {
    const condition = { type: 'NetworkUnavailable', status: 'False', reason: 'CalicoIsUp', message: 'up' }
    const metadata = { annotations: { 'projectcalico.org/IPv4Address': '192.0.2.7/24' } }
    const answer = await ask(plugin, {
      method: 'PATCH',
      path: `${nodePath(OWN)}/status`,
      body: { metadata, status: { conditions: [condition] } },
      contentType: 'application/strategic-merge-patch+json',
    })
    assert.equal(answer, 'done')
  })
})

attackCluster('S-2', 'a kubelet with its certificate', current => {
  let kubelet: Identity
  before(async () => {
    kubelet = await current().kubelet('s02-machine')
    assert.equal(
      await ask(kubelet, {
        method: 'POST',
        path: '/api/v1/nodes',
        body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 's02-machine' } },
      }),
      'done',
    )
  })

  it('reports about its own Node', async () =>
    assert.equal(await patch(kubelet, `${nodePath('s02-machine')}/status`, { status: { images: [] } }), 'done'))

  for (const label of [POOL, SLOT, SELECTED_BY, 'example.node-restriction.kubernetes.io/role']) {
    it(`does not set ${label} by a write of its status`, async () => {
      assert.match(
        await patch(kubelet, `${nodePath('s02-machine')}/status`, { metadata: { labels: { [label]: 's02' } } }),
        /^403: .*is not allowed to modify labels/,
      )
      const live = await current().world.api.get<Node>(nodePath('s02-machine'))
      assert.equal(live?.metadata.labels?.[label], undefined)
    })
  }

  it('does not write the status of another Node', async () =>
    assert.match(await patch(kubelet, `${nodePath(OTHER)}/status`, { status: { images: [] } }), /^403: /))
})
