import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { selectorMatches } from '../../../hooks/api/label-selector'
import { NODE_POOL_LABEL, NODE_SLOT_LABEL, SCOPE_KEY } from '../../../hooks/api/names'
import { syncNode } from '../../../hooks/node-sync/sync'
import type { ApiCall } from '../../../hooks/ports/api/api-request'
import type { NodePatch } from '../../../hooks/ports/cluster'
import type { Ask } from '../../../hooks/ports/kubernetes/answers'
import { updateCalls } from '../../../hooks/ports/kubernetes/updates'
import { customizeRollout } from '../../../hooks/rollout-sync/customize'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aRollout } from '../../builders/a-rollout'
import { clusterWith } from '../../support/fake-cluster'

const NOW = new Date('2026-01-02T00:01:00Z')
const SCOPE = { metadata: { name: 'workers', uid: 's' }, spec: { nodeSelector: { matchLabels: { role: 'worker' } } } }

const REPORT = {
  nodeUID: 'node-n1',
  phase: 'Rebooting',
  message: 'reboots into bbbbbbbbbbbb',
  boot: { id: 'boot-1/0', at: '2026-01-01T00:00:00Z' },
}

/** As an API server answers once the CRD of this version is there: it prunes what a schema does not have, also when it reads from etcd. */
const oldUpdate = (status: object | undefined) => ({
  metadata: {
    name: 'n1',
    uid: 'update-n1',
    resourceVersion: '7',
    labels: { 'node.bootc.dev/pool': 'workers', 'app.kubernetes.io/managed-by': 'bootc-operator' },
    ownerReferences: [{ apiVersion: 'node.bootc.dev/v1alpha1', kind: 'BootcRollout', name: 'workers', uid: 'r' }],
  },
  spec: {},
  status,
})

interface Given {
  readonly node?: Node
  readonly status?: object
  readonly withoutPool?: boolean
}

/** One sync of a Node whose update an older version made; answers what it wrote. */
const sync = async ({ node = aNode('n1'), status, withoutPool = false }: Given) => {
  const writes: ApiCall[] = []
  const patches: NodePatch[] = []
  const problems: string[] = []
  const ask: Ask = async call => {
    if (call.method === 'GET') return oldUpdate(status)
    writes.push(call)
    return {}
  }
  const cluster = clusterWith({
    ...updateCalls(ask),
    readNode: async () => node,
    recentPodsOn: async () => [],
    patchNode: async (_name, _version, patch) => {
      patches.push(patch)
      return 'done'
    },
  })
  const answer = await syncNode({
    cluster,
    now: () => NOW,
    operatorNode: undefined,
    operatorPod: undefined,
    onEffectFailure: (_node, problem) => problems.push(problem),
  })({ object: node, related: { [SCOPE_KEY]: withoutPool ? {} : { workers: SCOPE } } })
  assert.deepEqual(problems, [])
  return { writes, patches, again: answer.resyncAfterSeconds }
}

const bodyOf = ({ body }: ApiCall) =>
  body as { readonly metadata: Record<string, unknown>; readonly spec: { readonly node: Record<string, unknown> } }

describe('an update that version 0.1 made', () => {
  it('is written whole where it is, with its Node as owner, and keeps its report', async () => {
    const { writes } = await sync({ node: aNode('n1', carrying(aSlot())), status: REPORT })
    assert.deepEqual(
      writes.map(({ method }) => method),
      ['PATCH'],
    )
    const { metadata, spec } = bodyOf(writes[0] as ApiCall)
    assert.equal(metadata.resourceVersion, '7')
    assert.deepEqual(metadata.ownerReferences, [{ apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'node-n1' }])
    assert.equal((metadata.labels as Record<string, string>)['pool.node.bootc.dev/workers'], 'owner')
    const { nodeUID, pool, contenders, ready, unschedulable, bootID, architecture, holds } = spec.node
    assert.deepEqual([nodeUID, pool, contenders, ready, holds], ['node-n1', 'workers', [], true, []])
    assert.deepEqual([unschedulable, bootID, architecture], [true, 'boot-1', 'amd64'])
    assert.equal((spec.node.slot as { readonly id: string }).id, '90')
  })

  it('goes where no agent has reported in it, and there is a new one', async () => {
    const { writes } = await sync({})
    assert.deepEqual(
      writes.map(({ method }) => method),
      ['DELETE', 'POST'],
    )
  })

  it('goes where the agent of another machine has reported in it', async () => {
    const { writes } = await sync({ status: { ...REPORT, nodeUID: 'an-earlier-machine' } })
    assert.deepEqual(
      writes.map(({ method }) => method),
      ['DELETE', 'POST'],
    )
  })

  it('keeps the mark of a Node that left its pool while its host reboots', async () => {
    const node = aNode('n1', carrying(aSlot()))
    const { writes, patches, again } = await sync({ node, status: REPORT, withoutPool: true })
    assert.deepEqual(
      writes.map(call => [call.method, bodyOf(call).spec.node.pool]),
      [['PATCH', '']],
    )
    assert.deepEqual(
      patches.filter(({ labels }) => labels?.[NODE_SLOT_LABEL] === null),
      [],
    )
    assert.notEqual(again, undefined)
  })

  it('goes with the pool that its Node left', async () => {
    const node = aNode('n1')
    const { writes } = await sync({ node, status: { ...REPORT, phase: 'Idle' }, withoutPool: true })
    assert.equal(node.metadata.labels?.[NODE_POOL_LABEL], 'workers')
    assert.deepEqual(
      writes.map(({ method }) => method),
      ['DELETE'],
    )
  })

  it('is not shown to rollout-sync, which could not read it', () => {
    const [rule] = customizeRollout({ parent: aRollout() }).relatedResources
    assert.equal(selectorMatches(rule?.labelSelector ?? {}, oldUpdate(REPORT).metadata.labels), false)
  })
})
