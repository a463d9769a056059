import assert from 'node:assert/strict'
import type { Pod } from '../../../hooks/api/kubernetes'
import { assertRan, joinNodes, put, setFaults, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, STORY_LABEL } from '../support/pools'
import { nodePath, readRollout, until, untilPool } from '../support/views'
import { podPath } from '../support/workloads'
import type { World } from '../support/world'

const PODS = '/api/v1/namespaces/default/pods'
const UNIT = 'boot-complete.target'

interface DaemonPod extends Pod {
  readonly spec?: Pod['spec'] & { readonly nodeName?: string }
}

const daemonsOf = async ({ api }: World, story: string): Promise<ReadonlyArray<DaemonPod>> => {
  const list = await api.get<{ items: ReadonlyArray<DaemonPod> }>(`${PODS}?labelSelector=app%3D${story}-csi`)
  return list?.items ?? []
}

/** A DaemonSet for the nodes of a story, whose pods are bound as a scheduler would do it: none runs in a lab. */
const addDaemonSet = async (world: World, story: string, nodes: ReadonlyArray<string>): Promise<void> => {
  const { api } = world
  const labels = { app: `${story}-csi` }
  await api.create('/apis/apps/v1/namespaces/default/daemonsets', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: labels.app },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { [STORY_LABEL]: story },
          tolerations: [{ operator: 'Exists' }],
          containers: [{ name: 'csi', image: 'registry.example/csi:v1' }],
        },
      },
    },
  })
  await until(`a pod of ${labels.app} to be on each node`, async () => {
    const pods = await daemonsOf(world, story)
    for (const pod of pods.filter(({ spec }) => spec?.nodeName === undefined)) {
      const { name } = pod.metadata
      const node = nodes.find(wanted => JSON.stringify(pod).includes(`"${wanted}"`))
      const target = { apiVersion: 'v1', kind: 'Node', name: node }
      const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target }
      if (node !== undefined) await api.create(`${podPath(name)}/binding`, body).catch(() => undefined)
    }
    return nodes.every(name => pods.some(({ spec }) => spec?.nodeName === name)) || undefined
  })
}

const daemonOn = async (world: World, story: string, node: string): Promise<DaemonPod> =>
  until(`the pod of ${story}-csi on ${node} to be Ready`, async () => {
    const pod = (await daemonsOf(world, story)).find(({ spec }) => spec?.nodeName === node)
    return pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? pod : undefined
  })

interface WithConditions {
  readonly status: { readonly conditions: ReadonlyArray<{ readonly type: string }> }
}

/** Something on the host posts it, or a kubelet does. */
const setCondition = ({ api }: World, path: string, type: string, status: 'True' | 'False'): Promise<unknown> =>
  api.edit<WithConditions>(`${path}/status`, object => {
    const others = object.status.conditions.filter(condition => condition.type !== type)
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    const conditions = [...others, { type, status, reason: 'Test', message: '', lastTransitionTime: now }]
    return { ...object, status: { ...object.status, conditions } }
  })

const lateWell: Story = {
  title:
    'a node is let go once the unit, the condition and the DaemonSet pod that verify asks for are well, each of them late',
  tell: async world => {
    const names = ['unwell-1', 'unwell-2']
    await joinNodes(world, 'unwell', names)
    await addDaemonSet(world, 'unwell', names)
    const [pod] = await Promise.all(names.map(name => daemonOn(world, 'unwell', name)))
    const daemonPath = podPath(pod?.metadata.name ?? '')
    const budget = world.budget('unwell', 1)
    setFaults(world, 'unwell-1', { units: { [UNIT]: 'activating' } })
    await setCondition(world, nodePath('unwell-1'), 'KernelDeadlock', 'True')
    await setCondition(world, nodePath('unwell-2'), 'KernelDeadlock', 'False')
    await setCondition(world, daemonPath, 'Ready', 'False')
    const verify = {
      systemdUnits: [UNIT],
      nodeConditions: [{ type: 'KernelDeadlock', status: 'False' }],
      daemonSetPods: { matchLabels: { app: 'unwell-csi' } },
    }
    await put(world, { name: 'unwell', version: 'v2', rollout: { verify } })
    await untilPool(
      world,
      'unwell',
      /unwell-1 Verifying .*not well: unit boot-complete.target is activating, condition KernelDeadlock is True, not False/,
    )
    setFaults(world, 'unwell-1', {})
    await untilPool(world, 'unwell', /unwell-1 Verifying .*not well: condition KernelDeadlock is True, not False/)
    await setCondition(world, nodePath('unwell-1'), 'KernelDeadlock', 'False')
    await untilPool(world, 'unwell', /unwell-1 Verifying .*not well: pod default\/unwell-csi-\w+ is not Ready/)
    assert.deepEqual(await budget.live(), ['unwell-1'], 'it keeps its slot, and no other node starts')
    const { status } = await readRollout(world, 'unwell')
    assert.deepEqual(
      status?.unwell?.map(({ node, because }) => [node, because]),
      [['unwell-1', [`pod default/${pod?.metadata.name} is not Ready`]]],
    )
    await setCondition(world, daemonPath, 'Ready', 'True')
    await untilUpdated(world, 'unwell')
    assert.equal((await readRollout(world, 'unwell')).status?.unwell, undefined)
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

export const verifies: ReadonlyArray<Story> = [lateWell]
