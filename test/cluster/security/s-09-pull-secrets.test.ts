import assert from 'node:assert/strict'
import { ask, type Identity } from '../admission/guarded-cluster'
import { until } from '../support/views'
import { attackCluster } from './support/attack'

const NAMESPACE = '/api/v1/namespaces/bootc-operator'
const SELECTED_BY = 'node-role.kubernetes.io/s09'
const NODE = 's09-member'

/** Pools of one node whose agents would mount what is none of theirs, and the Secret that they would mount. */
const POOLS = [
  { name: 's09-free', what: 'whose Secret is not there yet', ref: { name: 's09-free' }, secret: 's09-free' },
  {
    name: 's09-copy',
    what: 'whose copy would have a name that is taken',
    ref: { name: 'nowhere', namespace: 'default' },
    secret: 'bootc-pull-secret-s09-copy',
  },
]

interface Pool {
  readonly status?: { readonly conditions?: ReadonlyArray<{ readonly type: string; readonly reason: string }> }
}

attackCluster('S-9', 'a pool that names a Secret which is no pull secret of its own', current => {
  const nodeOf = (pool: string): string => `${NODE}-${pool}`
  const selectorOf = (pool: string): string => `${SELECTED_BY}-${pool}`
  const poolPath = (pool: string): string => `/apis/node.bootc.dev/v1alpha1/bootcnodepools/${pool}`
  const reasonOf = async (pool: string): Promise<string | undefined> => {
    const seen = await current().world.api.get<Pool>(poolPath(pool))
    return seen?.status?.conditions?.find(({ type }) => type === 'PullSecretReady')?.reason
  }
  const untilReason = (pool: string, wanted: RegExp): Promise<string> =>
    until(`${pool} to say ${wanted}`, async () => {
      const reason = (await reasonOf(pool)) ?? ''
      return wanted.test(reason) ? reason : undefined
    })
  const putSecret = (name: string): Promise<unknown> =>
    current().world.api.create(`${NAMESPACE}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name },
      stringData: { password: 's09' },
    })

  before(async () => {
    const { api } = current().world
    for (const { name, ref } of POOLS) {
      const labels = { [selectorOf(name)]: '' }
      await api.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeOf(name), labels } })
      await api.put(poolPath(name), {
        apiVersion: 'node.bootc.dev/v1alpha1',
        kind: 'BootcNodePool',
        metadata: { name },
        spec: {
          nodeSelector: { matchLabels: labels },
          image: { ref: `registry.example/os@sha256:${'a'.repeat(64)}` },
          pullSecretRef: ref,
        },
      })
    }
  })

  for (const { name, what, secret } of POOLS) {
    it(`shows it to no kubelet of a pool ${what}`, async () => {
      const { world, kubelet: kubeletOf } = current()
      await untilReason(name, /^Secret(NotFound|Forbidden)$/)
      await until(`an agent of ${name}`, async () => {
        const path = `${NAMESPACE}/pods?labelSelector=node.bootc.dev/pool=${name}`
        const pods = await world.api.get<{ readonly items: ReadonlyArray<object> }>(path)
        return JSON.stringify(pods?.items ?? []).includes(nodeOf(name)) || undefined
      })
      await putSecret(secret)
      const kubelet: Identity = await kubeletOf(nodeOf(name))
      const read = { method: 'GET' as const, path: `${NAMESPACE}/secrets/${secret}` }
      const refused = /^403: .*no relationship found between node/
      assert.match(await ask(kubelet, read), refused)
      // Nor after the operator has looked again.
      await world.api.patch(poolPath(name), { metadata: { annotations: { poked: 's09' } } })
      await untilReason(name, /^(WrongSecretType|Secret(NotFound|Forbidden)|CopyRefused)$/)
      assert.match(await ask(kubelet, read), refused)
      const agents = await world.api.get(`/apis/apps/v1/namespaces/bootc-operator/daemonsets/bootc-agent-${name}`)
      assert.ok(!JSON.stringify(agents).includes(`"secretName":"${secret}"`))
    })
  }
})
