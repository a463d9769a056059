import assert from 'node:assert/strict'
import type { ApiCall } from '../../../hooks/ports/api/api-request'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { anUpdate, aPool, aRollout } from '../crd-samples'
import { PATIENCE_SECONDS } from '../support/views'
import { ask, create, type GuardedCluster, type Identity, identityFrom, OURS, patch } from './guarded-cluster'

const updatePath = (name: string): string => `${OURS}/bootcnodeupdates/${name}`
const REPORT = { status: { nodeUID: 'u', phase: 'Idle', message: 'told by the test' } }
const MERGE = 'application/merge-patch+json'
const change = (path: string, body: object): ApiCall => ({ method: 'PATCH', path, body, contentType: MERGE })

const BY_ROLE = /^403: .*is forbidden: User "system:serviceaccount:bootc-operator:bootc-agent" cannot/
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'mine' },
  spec: { nodeName: 'agent-b', containers: [{ name: 'a', image: 'registry.example/a:1' }] },
}
const NAMESPACE = '/api/v1/namespaces/bootc-operator'

/** What the agent on Node agent-a asks for in vain: its role does not have it. */
const NOT_IN_ITS_ROLE: ReadonlyArray<readonly [string, ApiCall]> = [
  ['the order of its own node', change(updatePath('agent-a'), { spec: { order: { step: 'Observe' } } })],
  ['the order of another node', change(updatePath('agent-b'), { spec: { order: { step: 'Observe' } } })],
  ['a new order', { method: 'POST', path: `${OURS}/bootcnodeupdates`, body: anUpdate('agent-a') }],
  ['the deletion of its order', { method: 'DELETE', path: updatePath('agent-a') }],
  ['a rollout', change(`${OURS}/bootcrollouts/agent-pool`, { spec: { paused: false } })],
  ['the status of a rollout', change(`${OURS}/bootcrollouts/agent-pool/status`, { status: { phase: 'Completed' } })],
  ['a pool', change(`${OURS}/bootcnodepools/agent-pool`, { spec: { rollout: { paused: false } } })],
  ['what is known of its node', change(updatePath('agent-a'), { spec: { node: { ready: false } } })],
  ['its own Node', change('/api/v1/nodes/agent-a', { spec: { unschedulable: false } })],
  ['the status of its own Node', change('/api/v1/nodes/agent-a/status', { status: {} })],
  ['another Node', change('/api/v1/nodes/agent-b', { spec: { unschedulable: true } })],
  ['a look at its own Node', { method: 'GET', path: '/api/v1/nodes/agent-a' }],
  ['a look at a Secret', { method: 'GET', path: `${NAMESPACE}/secrets/os-pull` }],
  ['a list of Secrets', { method: 'GET', path: '/api/v1/secrets' }],
  ['a list of pods', { method: 'GET', path: '/api/v1/pods' }],
  ['a pod on another node', { method: 'POST', path: `${NAMESPACE}/pods`, body: POD }],
  ['the deletion of a pod', { method: 'DELETE', path: `${NAMESPACE}/pods/mine` }],
  ['an eviction', { method: 'POST', path: `${NAMESPACE}/pods/mine/eviction`, body: { metadata: { name: 'mine' } } }],
  ['a token of the operator', { method: 'POST', path: `${NAMESPACE}/serviceaccounts/bootc-operator/token`, body: {} }],
  ['a look at its DaemonSet', { method: 'GET', path: '/apis/apps/v1/namespaces/bootc-operator/daemonsets' }],
]

/** What the policy alone stops, should somebody give the agent more rights than its own role has. */
const NOT_BY_POLICY: ReadonlyArray<readonly [string, ApiCall]> = NOT_IN_ITS_ROLE.slice(0, 8)

export const describeAgents = (current: () => GuardedCluster): void => {
  describe('an agent', () => {
    let agent: Identity

    /** As node-sync and rollout-sync write it. */
    const order = async (node: string, uid: string): Promise<void> =>
      assert.equal(
        await create(current().operator, `${OURS}/bootcnodeupdates`, anUpdate(node, {}, { nodeUID: uid })),
        'done',
      )
    const newNode = async (name: string): Promise<string> => {
      const { controlPlane, kubectl } = current()
      const { code, stderr } = await controlPlane.apply(
        JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name } }),
      )
      assert.equal(code, 0, stderr)
      return kubectl('get', 'node', name, '-o', 'jsonpath={.metadata.uid}')
    }

    before(async () => {
      for (const name of ['agent-a', 'agent-b']) await order(name, await newNode(name))
      const { operator, controlPlane } = current()
      assert.equal((await controlPlane.apply(JSON.stringify(aPool('agent-pool')))).code, 0)
      assert.equal(await create(operator, `${OURS}/bootcrollouts`, aRollout('agent-pool')), 'done')
      agent = await current().agentOn('agent-a')
    })

    it('writes the status of its own order', async () => {
      assert.equal(await patch(agent, `${updatePath('agent-a')}/status`, REPORT), 'done')
      const { kubectl } = current()
      assert.equal(await kubectl('get', 'bnu', 'agent-a', '-o', 'jsonpath={.status.message}'), 'told by the test')
    })

    it('changes nothing else with it', async () => {
      const { kubectl } = current()
      const withoutStatus = async () => {
        const { metadata, spec } = JSON.parse(await kubectl('get', 'bnu', 'agent-a', '-o', 'json'))
        return { ...metadata, resourceVersion: undefined, spec }
      }
      const before = await withoutStatus()
      const all = {
        ...REPORT,
        spec: { order: { step: 'Observe' } },
        metadata: { labels: { mine: 'a' }, finalizers: ['a.b/mine'] },
      }
      await patch(agent, `${updatePath('agent-a')}/status`, { ...all, status: { message: 'again' } })
      assert.deepEqual(await withoutStatus(), before)
    })

    it('does not write the status of another node', async () =>
      assert.match(
        await patch(agent, `${updatePath('agent-b')}/status`, REPORT),
        /^403: .*an agent writes only the BootcNodeUpdate of its own node, agent-a, not agent-b$/,
      ))

    it('writes its status with the token that a kubelet mounts, which is bound to the pod and names the node', async () => {
      const { controlPlane, kubectl } = current()
      const pod = { ...POD, metadata: { name: 'agent-pod', namespace: 'bootc-operator' } }
      const spec = { ...POD.spec, nodeName: 'agent-a', serviceAccountName: 'bootc-agent' }
      assert.equal((await controlPlane.apply(JSON.stringify({ ...pod, spec }))).code, 0)
      const bound = ['--bound-object-kind=Pod', '--bound-object-name=agent-pod']
      const token = await kubectl('create', 'token', 'bootc-agent', '-n', 'bootc-operator', ...bound)
      const mounted = identityFrom(controlPlane.tokenKubeconfig('agent-pod', token))
      assert.equal(await patch(mounted, `${updatePath('agent-a')}/status`, REPORT), 'done')
      assert.match(await patch(mounted, `${updatePath('agent-b')}/status`, REPORT), /^403: .*not agent-b$/)
    })

    it('writes nothing with a token that names no node', async () =>
      assert.match(
        await patch(current().agentAnywhere, `${updatePath('agent-a')}/status`, REPORT),
        /^403: .*the token of an agent must name its node: use the one that the kubelet mounts/,
      ))

    for (const [what, call] of NOT_IN_ITS_ROLE) {
      it(`is refused ${what}`, async () => assert.match(await ask(agent, call), BY_ROLE))
    }

    it('does not report under an order that was given to an earlier machine of this name', async () => {
      await newNode('agent-new')
      await order('agent-new', 'uid-of-the-earlier-machine')
      assert.match(
        await patch(await current().agentOn('agent-new'), `${updatePath('agent-new')}/status`, REPORT),
        /^403: .*spec\.node\.nodeUID names another machine than the agent's token/,
      )
    })

    it('of an earlier machine does not report for the new one', async () => {
      const { kubectl, agentOn } = current()
      await newNode('agent-old')
      const old = await agentOn('agent-old')
      await order('agent-old', await kubectl('get', 'node', 'agent-old', '-o', 'jsonpath={.metadata.uid}'))
      assert.equal(await patch(old, `${updatePath('agent-old')}/status`, REPORT), 'done')
      await kubectl('delete', 'node', 'agent-old')
      const nodeUID = await newNode('agent-old')
      assert.equal(await patch(current().operator, updatePath('agent-old'), { spec: { node: { nodeUID } } }), 'done')
      // The API server remembers a good token for 10 s; later it does not know it any more.
      assert.match(await patch(old, `${updatePath('agent-old')}/status`, REPORT), /^403: .*another machine|^401: /)
    })

    describe('that somebody made cluster-admin by mistake', () => {
      before(async () => {
        await current().kubectl(
          'create',
          'clusterrolebinding',
          'mistake',
          '--clusterrole=cluster-admin',
          '--serviceaccount=bootc-operator:bootc-agent',
        )
        const look = async () => (await ask(agent, { method: 'GET', path: '/api/v1/pods' })) === 'done' || undefined
        await waitFor({ what: 'the binding to count', seconds: PATIENCE_SECONDS, look })
      })
      after(() => current().kubectl('delete', 'clusterrolebinding', 'mistake'))

      for (const [what, call] of NOT_BY_POLICY) {
        it(`is still refused ${what}`, async () => {
          assert.match(await ask(agent, call), /^403: .*ValidatingAdmissionPolicy 'bootc-/)
        })
      }
    })
  })
}
