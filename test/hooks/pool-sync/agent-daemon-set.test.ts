import assert from 'node:assert/strict'
import type { Secret } from '../../../hooks/api/secret'
import { OPERATOR_VERSION } from '../../../hooks/api/version'
import type { AgentSettings } from '../../../hooks/pool-sync/agent-daemon-set'
import { syncPool } from '../../../hooks/pool-sync/sync'
import { createLookups } from '../../../hooks/ports/lookups'
import { aPool } from '../../builders/a-pool'
import { clusterWith } from '../../support/fake-cluster'
import { registryWith } from '../../support/fake-registry'

interface PodSpec extends Readonly<Record<string, unknown>> {
  readonly containers: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly volumes?: ReadonlyArray<object>
}

interface Status {
  readonly message: string
  readonly conditions: ReadonlyArray<{ readonly type: string; readonly status: string; readonly message: string }>
}

const SETTINGS: AgentSettings = { image: 'registry.example/agent:v1', namespace: 'bootc-operator' }

const PULL_SECRET: Secret = {
  metadata: { name: 'os-pull', uid: 'secret-uid' },
  type: 'kubernetes.io/dockerconfigjson',
  data: { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') },
}
const unreachable = (): Promise<never> => Promise.reject(new Error('no answer within 3 s'))

const sync = async (
  agents: AgentSettings,
  pool = aPool(),
  {
    readSecret = async () => PULL_SECRET,
    seen = {},
  }: Partial<{ readSecret: () => Promise<Secret>; seen: object }> = {},
) => {
  const now = (): Date => new Date('2026-01-02T00:00:00Z')
  const lookups = createLookups({ registry: registryWith(), now })
  const ports = { cluster: clusterWith({ readSecret }), lookups, agents, operatorProblems: () => [], now }
  const { children, status } = await syncPool(ports)({
    parent: pool,
    children: { 'BootcRollout.node.bootc.dev/v1alpha1': {}, 'BootcPoolScope.node.bootc.dev/v1alpha1': {}, ...seen },
  })
  const { conditions, message } = status as Status
  const told = conditions.find(({ type }) => type === 'AgentsDeployed')
  const child = children.find(({ kind }) => kind === 'DaemonSet')
  return { child, told: `${told?.status}: ${told?.message}`, message }
}

const podOf = async (pool = aPool()): Promise<PodSpec> => {
  const { child } = await sync(SETTINGS, pool)
  assert.ok(child !== undefined)
  return (child.spec as { template: { spec: PodSpec } }).template.spec
}
const secretive = { ...aPool(), spec: { ...aPool().spec, pullSecretRef: { name: 'os-pull' } } }

describe('the agents of a pool', () => {
  it('are a DaemonSet in the operator’s namespace, on the nodes that the operator gave to the pool', async () => {
    const { child, told } = await sync(SETTINGS)
    assert.deepEqual([child?.metadata.namespace, child?.metadata.name], ['bootc-operator', 'bootc-agent-workers'])
    assert.equal(told, 'True: DaemonSet bootc-operator/bootc-agent-workers')
    const { nodeSelector } = await podOf()
    assert.deepEqual(nodeSelector, { 'bootc.node-restriction.kubernetes.io/pool': 'workers' })
  })
  it('are none without an image, and it is said what to set', async () => {
    const { child, told, message } = await sync({ ...SETTINGS, image: undefined })
    assert.equal(child, undefined)
    assert.match(told, /^False: no agents: set AGENT_IMAGE/)
    assert.match(message, /; see condition AgentsDeployed \(NoAgentImage\)$/)
  })
  it('select pods by labels that never change, since a selector cannot', async () => {
    const { child } = await sync(SETTINGS)
    const spec = child?.spec as { selector: object; template: { metadata: object } }
    const matchLabels = { 'app.kubernetes.io/name': 'bootc-agent', 'node.bootc.dev/pool': 'workers' }
    const labels = {
      ...matchLabels,
      'app.kubernetes.io/component': 'agent',
      'app.kubernetes.io/part-of': 'bootc-operator',
      'app.kubernetes.io/managed-by': 'bootc-operator',
    }
    // docs.redhat.com, OpenShift 4.14 and newer, "Configuring a workload to require a specific SCC".
    const annotations = { 'openshift.io/required-scc': 'privileged' }
    assert.deepEqual([spec.selector, spec.template.metadata], [{ matchLabels }, { labels, annotations }])
    assert.deepEqual(child?.metadata.labels, { ...labels, 'app.kubernetes.io/version': OPERATOR_VERSION })
  })

  const fields: ReadonlyArray<readonly [string, string, unknown]> = [
    ['see the processes of the host', 'hostPID', true],
    ['do not depend on the pod network', 'hostNetwork', true],
    ['do not depend on the cluster’s DNS', 'dnsPolicy', 'Default'],
    ['run whatever a node is tainted with', 'tolerations', [{ operator: 'Exists' }]],
    ['are the last to be preempted', 'priorityClassName', 'system-node-critical'],
    ['have time to give the host back', 'terminationGracePeriodSeconds', 45],
    ['have rights of their own', 'serviceAccountName', 'bootc-agent'],
  ]
  for (const [name, field, want] of fields) it(name, async () => assert.deepEqual((await podOf())[field], want))

  it('are root on the host, and cannot write to their own file system', async () => {
    const want = { privileged: true, runAsUser: 0, readOnlyRootFilesystem: true }
    assert.deepEqual((await podOf()).containers[0]?.['securityContext'], want)
  })
  it('mount the pull secret as a folder that need not be there, and nothing without one', async () => {
    const [none, some] = [await podOf(), await podOf(secretive)]
    assert.deepEqual([none.volumes, none.containers[0]?.['volumeMounts']], [undefined, undefined])
    assert.deepEqual(some.volumes, [
      { name: 'pull-secret', secret: { secretName: 'os-pull', optional: true, defaultMode: 256 } },
    ])
    const mount = { name: 'pull-secret', mountPath: '/etc/bootc-operator/pull-secret', readOnly: true }
    assert.deepEqual(some.containers[0]?.['volumeMounts'], [mount])
  })
  it('keep what they mount while the Secret cannot be looked at, and mount nothing new then', async () => {
    const mounting = (secretName: string) => ({
      metadata: { name: 'bootc-agent-workers', namespace: 'bootc-operator', uid: 'agents-uid' },
      spec: { template: { spec: { volumes: [{ name: 'pull-secret', secret: { secretName } }] } } },
    })
    const volumesIn = async (secretName: string) => {
      // Metacontroller has the namespace in the key, since a pool has none.
      const seen = { 'DaemonSet.apps/v1': { 'bootc-operator/bootc-agent-workers': mounting(secretName) } }
      const { child } = await sync(SETTINGS, secretive, { readSecret: unreachable, seen })
      assert.ok(child !== undefined)
      return (child.spec as { template: { spec: PodSpec } }).template.spec.volumes?.length ?? 0
    }
    assert.deepEqual([await volumesIn('os-pull'), await volumesIn('another')], [1, 0])
  })
  it('are rendered the same each time', async () => assert.deepEqual(await sync(SETTINGS), await sync(SETTINGS)))
})
