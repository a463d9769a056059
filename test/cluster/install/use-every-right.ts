import { DOCKER_CONFIG_KEY, type Secret } from '../../../hooks/api/secret'
import { joinNodes, put, untilUpdated } from '../support/acts'
import { imageOf, STORY_LABEL } from '../support/pools'
import { poolPath, readPool, readUpdate, rolloutPath, until, untilPool } from '../support/views'
import { addProtectedPods, unprotect } from '../support/workloads'
import type { World } from '../support/world'
import { leftOnNodes, poke } from './acts'

const SECRETS = '/api/v1/namespaces/team/secrets'
const COPY = '/api/v1/namespaces/bootc-operator/secrets/bootc-pull-secret-soft'
const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/team'

const secret = (password: string): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'pull', namespace: 'team' },
  type: 'kubernetes.io/dockerconfigjson',
  stringData: {
    '.dockerconfigjson': JSON.stringify({ auths: { 'registry.example': { auth: btoa(`n:${password}`) } } }),
  },
})

const grantPullSecret = async ({ api }: World): Promise<void> => {
  await api.create('/api/v1/namespaces', { metadata: { name: 'team' } })
  await api.put(`${SECRETS}/pull`, secret('first'))
  const rules = [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['pull'], verbs: ['get'] }]
  await api.create(`${RBAC}/roles`, { metadata: { name: 'pull', namespace: 'team' }, rules })
  await api.create(`${RBAC}/rolebindings`, {
    metadata: { name: 'pull', namespace: 'team' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pull' },
    subjects: [{ kind: 'ServiceAccount', name: 'bootc-operator', namespace: 'bootc-operator' }],
  })
}

/** A pool that reboots softly, and has a pull secret of another namespace that comes, changes and goes. */
const softPoolWithSecret = async (world: World): Promise<void> => {
  const { api } = world
  await grantPullSecret(world)
  await joinNodes(world, 'soft', ['soft-1'])
  await api.put(poolPath('soft'), {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodePool',
    metadata: { name: 'soft' },
    spec: {
      nodeSelector: { matchLabels: { [STORY_LABEL]: 'soft' } },
      image: { ref: imageOf('v2') },
      pullSecretRef: { name: 'pull', namespace: 'team' },
      rollout: { minReadySeconds: 1 },
      disruption: { rebootPolicy: 'AllowSoftReboot' },
    },
  })
  const untilSecret = (status: string): Promise<true> =>
    until(`PullSecretReady of soft to be ${status}`, async () => {
      const conditions = (await readPool(world, 'soft')).status?.conditions
      return conditions?.find(({ type }) => type === 'PullSecretReady')?.status === status || undefined
    })
  await untilSecret('True')
  await api.put(`${SECRETS}/pull`, secret('second'))
  await poke(world, 'soft')
  await until('the copy to say what the Secret says', async () => {
    const [from, copy] = await Promise.all([`${SECRETS}/pull`, COPY].map(path => api.get<Secret>(path)))
    return copy?.data?.[DOCKER_CONFIG_KEY] === from?.data?.[DOCKER_CONFIG_KEY] || undefined
  })
  await untilUpdated(world, 'soft')
  await api.remove(`${SECRETS}/pull`)
  await poke(world, 'soft')
  await untilSecret('False')
}

/** A drain that a budget holds up, and a pool that is deleted under it: its mark is taken away by node-sync. */
const poolDeletedInADrain = async (world: World): Promise<void> => {
  await joinNodes(world, 'drain', ['drain-1'])
  await addProtectedPods(world, 'drain-1', 1)
  await put(world, { name: 'drain', version: 'v2' })
  await untilPool(world, 'drain', /drain-1 Draining .*blocked by/)
  await world.api.remove(poolPath('drain'))
  await unprotect(world, 'drain-1')
  await until('drain-1 to be given back', async () => (await leftOnNodes(world, 'drain')).length === 0 || undefined)
}

/** A pool that comes to follow a tag of a registry that is not there: its state is read live from then on. */
const poolWithTag = async (world: World): Promise<void> => {
  await put(world, { name: 'tag', version: 'v1' })
  await until(
    'the pool to have a rollout',
    async () => (await world.api.get(rolloutPath('tag'))) !== undefined || undefined,
  )
  await world.api.patch(poolPath('tag'), { spec: { image: { ref: 'registry.invalid/os:stable' } } })
  await untilPool(world, 'tag', /registry\.invalid/)
}

/** A pool whose settings and selector are edited, so that a Node leaves it. */
const poolEdited = async (world: World): Promise<void> => {
  const { api } = world
  await joinNodes(world, 'edit', ['edit-1'])
  const selector = { [STORY_LABEL]: 'edit' }
  await put(world, { name: 'edit', version: 'v1', selector })
  await untilUpdated(world, 'edit')
  await put(world, { name: 'edit', version: 'v1', selector: { ...selector, more: 'yes' }, rollout: { paused: true } })
  await until('edit-1 to be no node of the pool', async () => {
    return (await readUpdate(world, 'edit-1')) === undefined || undefined
  })
  // Metacontroller takes a finalizer of its own away where there is no finalize hook (the test driver knows none).
  if (world.lab.metacontroller.kind === 'driver') return
  const path = poolPath('edit')
  await api.patch(path, { metadata: { finalizers: ['metacontroller.io/compositecontroller-bootc-pool-sync'] } })
  await until('the finalizer to be taken away', async () => {
    const pool = await api.get<{ readonly metadata: { readonly finalizers?: unknown } }>(path)
    return pool?.metadata.finalizers === undefined || undefined
  })
}

/** Plays everything that rights are granted for and that an ordinary rollout does not need. */
export const useEveryRight = async (world: World): Promise<void> => {
  await Promise.all([softPoolWithSecret(world), poolDeletedInADrain(world), poolWithTag(world), poolEdited(world)])
}
