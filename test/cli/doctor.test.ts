import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Api } from '../../cli/cluster/api'
import { PATHS } from '../../cli/cluster/fleet'
import { type DoctorOptions, doctor } from '../../cli/doctor/doctor'
import { poolFinding, strayMarks } from '../../cli/doctor/pool-checks'
import { topologyFinding } from '../../cli/doctor/topology-check'
import { styleFor } from '../../cli/text/style'
import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import type { Node } from '../../hooks/api/kubernetes'
import { CRD_TITLE } from '../../hooks/api/names'
import { VERSION_ANNOTATION } from '../../hooks/api/version'
import type { FailedLookup, FoundImage, Registry } from '../../hooks/ports/registry'
import { installedBy } from '../../install/installed'
import { aNode, aSlot, carrying, labelled } from '../builders/a-node'
import { aPool, withRollout } from '../builders/a-pool'
import { anUpdate, reporting } from '../builders/an-update'
import type { Change } from '../builders/change'
import { NEW } from '../builders/digests'
import { aCount } from '../builders/settings'
import { apiWith, type Objects } from './support/fake-api'

const installed = installedBy(join(__dirname, '../../manifests'))

/** Everything that install.yaml has, and a pool that is well. */
const whole = (): Objects => {
  const crd = (name: string) => ({
    metadata: { name, annotations: { [VERSION_ANNOTATION]: '0.1.0' } },
    spec: { versions: [{ name: 'v1alpha1', served: true, schema: { openAPIV3Schema: { title: CRD_TITLE } } }] },
    status: { conditions: [{ type: 'Established', status: 'True' }] },
  })
  const metacontroller = '/apis/metacontroller.k8s.io/v1alpha1'
  const controllers = (kind: string) => installed.controllers.filter(({ kind: is }) => is === kind)
  return {
    '/version': { gitVersion: 'v1.36.0' },
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': installed.crds.map(crd),
    [`${metacontroller}/compositecontrollers`]: controllers('CompositeController'),
    [`${metacontroller}/decoratorcontrollers`]: controllers('DecoratorController'),
    '/apis/apps/v1/namespaces/bootc-operator/deployments': [
      { metadata: { name: 'bootc-operator' }, status: { availableReplicas: 1 } },
    ],
    ...Object.fromEntries(installed.policies.map(({ path, name }) => [path, { metadata: { name } }])),
    [PATHS.pools]: [{ ...aPool(), status: { observedGeneration: 1, phase: 'UpToDate' } }],
  }
}

const linesOf = async (
  api: Api,
  options?: DoctorOptions,
): Promise<{ exit: number | undefined; lines: ReadonlyArray<string> }> => {
  const { exit, lines } = await doctor(api, installed, options)
  return { exit, lines: lines(styleFor({ columns: undefined, environment: { COLUMNS: '200' } })) }
}

describe('kubectl bootc doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const { exit, lines } = await linesOf(apiWith(whole()))
    assert.equal(exit, 0)
    assert.equal(lines.at(-1), 'Nothing is wrong.')
    assert.ok(
      lines.slice(0, -2).every(line => line.startsWith('ok ')),
      lines.join('\n'),
    )
  })

  const policy = installed.policies[0]?.path ?? ''
  const faults: ReadonlyArray<{ readonly name: string; readonly change: Objects; readonly says: RegExp }> = [
    {
      name: 'a CRD of an older version',
      change: {
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': [
          { metadata: { name: 'bootcnodepools.node.bootc.dev' }, spec: { versions: [] } },
        ],
      },
      says: /^failed +kind bootcnodepools +CRD bootcnodepools\.node\.bootc\.dev is of an older version/m,
    },
    {
      name: 'a CRD of pools that is the Go operator’s',
      change: {
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': [
          {
            metadata: { name: 'bootcnodepools.node.bootc.dev' },
            spec: { versions: [{ name: 'v1alpha1', served: true }] },
          },
        ],
      },
      says: /^failed +API group +CRD bootcnodepools\.node\.bootc\.dev is not this operator's, .* docs\/migrating\.md/m,
    },
    {
      name: 'a kind of the Go operator beside ours',
      change: {
        '/apis/node.bootc.dev/v1alpha1': { resources: [{ name: 'bootcnodes' }, { name: 'bootcnodes/status' }] },
      },
      says: /^failed +API group +another operator .* has CRD bootcnodes\.node\.bootc\.dev here/m,
    },
    {
      name: 'a controller that is not registered',
      change: { '/apis/metacontroller.k8s.io/v1alpha1/decoratorcontrollers': [] },
      says: /^failed +controller bootc-node-sync +is not registered; kubectl -n bootc-operator logs/m,
    },
    {
      name: 'an operator that does not run',
      change: { '/apis/apps/v1/namespaces/bootc-operator/deployments': [{ metadata: { name: 'bootc-operator' } }] },
      says: /^failed +operator +no pod is available/m,
    },
    { name: 'a policy that is missing', change: { [policy]: [] }, says: /^failed +admission policies +are missing/m },
    {
      name: 'a mark that no pool stands behind',
      change: { '/api/v1/nodes': [aNode('n1', carrying(aSlot({ pool: 'gone' })))] },
      says: /^failed +marks of Nodes .* those of n1; kubectl bootc release n1/m,
    },
  ]
  for (const { name, change, says } of faults) {
    it(`finds ${name}`, async () => {
      const { exit, lines } = await linesOf(apiWith({ ...whole(), ...change }))
      assert.equal(exit, 4)
      assert.match(lines.join('\n'), says)
    })
  }

  it('warns of a bootc that is known to be unsafe on its nodes, and does not fail for that', async () => {
    const sealed = (name: string) => anUpdate(name, reporting({ bootcVersion: '1.16.9', backend: 'SealedComposefs' }))
    const safe = anUpdate('n0', reporting({ bootcVersion: '1.16.9', backend: 'Ostree' }))
    const updates = [safe, ...['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'].map(sealed)]
    const { exit, lines } = await linesOf(apiWith({ ...whole(), [PATHS.updates]: updates }))
    assert.equal(exit, 0)
    const says =
      /^warning +bootc of the nodes +on n1, n2, n3, n4, n5 and 2 more bootc 1\.16\.9 lets a file on the disk/m
    assert.match(lines.join('\n'), says)
    assert.match(lines.join('\n'), /image with bootc 1\.17\.5 or newer ends that/)
    assert.equal(lines.at(-1), 'Nothing is wrong.')
  })

  describe("of the operator's image", () => {
    const IMAGE = 'registry.example/team/bootc-operator:v0.1.0'
    const on = (name: string, architecture: string): Node => ({
      ...labelled({ role: 'worker' })(aNode(name)),
      status: { nodeInfo: { bootID: 'b', architecture } },
    })
    const cluster = (nodes: ReadonlyArray<Node>, availableReplicas: number): Objects => ({
      ...whole(),
      '/api/v1/nodes': nodes,
      [PATHS.pools]: [{ ...aPool(changedSelector), status: { observedGeneration: 1, phase: 'UpToDate' } }],
      '/apis/apps/v1/namespaces/bootc-operator/deployments': [
        {
          metadata: { name: 'bootc-operator' },
          spec: { template: { spec: { containers: [{ name: 'hooks', image: IMAGE }] } } },
          status: { availableReplicas },
        },
      ],
    })
    const changedSelector: Change<BootcNodePool> = pool => ({
      ...pool,
      spec: { ...pool.spec, nodeSelector: { matchLabels: { role: 'worker' } } },
    })
    const found = (...architectures: ReadonlyArray<string>): FoundImage => ({
      outcome: 'found',
      digest: NEW,
      architectures,
      bootc: false,
    })
    const failed: FailedLookup = {
      outcome: 'failed',
      reason: 'Unauthorized',
      message: 'registry.example wants a log-in',
    }
    const cases: ReadonlyArray<{
      readonly name: string
      readonly nodes: ReadonlyArray<Node>
      readonly available?: number
      readonly answer?: FoundImage | FailedLookup
      readonly says: RegExp
    }> = [
      {
        name: 'names the Nodes that it is not for',
        nodes: [on('n1', 'amd64'), on('n2', 'arm64'), on('n3', 'arm64')],
        answer: found('amd64'),
        says: /^failed +the operator's image +\S+:v0\.1\.0 is for amd64 alone, and pools select Nodes that are arm64 \(n2, n3\);\s+no agent can run there/m,
      },
      {
        name: 'is well when it is for all of them',
        nodes: [on('n1', 'amd64'), on('n2', 'arm64')],
        answer: found('amd64', 'arm64'),
        says: /^ok +the operator's image +\S+ is for amd64, arm64/m,
      },
      {
        name: 'names them before anything runs, also where all are alike',
        nodes: [on('n1', 'arm64')],
        available: 0,
        answer: found('amd64'),
        says: /^failed +the operator's image +.* arm64 \(n1\)/m,
      },
      {
        name: 'asks no registry where it runs and all Nodes are alike',
        nodes: [on('n1', 'arm64'), on('n2', 'arm64')],
        says: /^ok +the operator's image +runs, and all Nodes are arm64/m,
      },
      {
        name: 'passes over Nodes that no pool selects',
        nodes: [{ ...on('n1', 'arm64'), metadata: { ...aNode('n1').metadata, labels: { role: 'other' } } }],
        says: /^ok +the operator's image +no Node has to run it/m,
      },
      {
        name: 'warns where the registry does not answer without an account',
        nodes: [on('n1', 'amd64'), on('n2', 'arm64')],
        answer: failed,
        says: /^warning +the operator's image +.*registry\.example wants a log-in.* amd64 \(n1\), arm64 \(n2\)/m,
      },
    ]
    for (const { name, nodes, available = 1, answer, says } of cases) {
      it(name, async () => {
        const asked: string[] = []
        const registry: Registry = {
          lookup: async ({ repository }) => {
            asked.push(repository)
            return answer ?? assert.fail('a registry was asked')
          },
        }
        const { lines } = await linesOf(apiWith(cluster(nodes, available)), { registry })
        assert.match(lines.join('\n'), says)
        assert.deepEqual(asked, answer === undefined ? [] : ['registry.example/team/bootc-operator'])
      })
    }
  })

  it('does not call well what it may not look at', async () => {
    const api = apiWith(whole())
    const forbidden = {
      kind: 'api-refused',
      call: 'GET x',
      status: 403,
      reason: 'Forbidden',
      message: 'you may not look',
    }
    const get: Api['get'] = (codec, path) =>
      path.includes('/deployments/') ? Promise.reject(forbidden) : api.get(codec, path)
    const { exit, lines } = await linesOf({ ...api, get })
    assert.equal(exit, 4)
    assert.match(lines.join('\n'), /^unknown +operator +you may not look; look with the rights of an administrator/m)
    assert.equal(lines.at(-1), '1 could not be made.')
  })

  const conditions = [
    { type: 'Degraded', status: 'True', state: 'failed' },
    { type: 'OperatorReady', status: 'False', state: 'failed' },
    { type: 'PullSecretReady', status: 'False', state: 'failed' },
    { type: 'Paused', status: 'True', state: 'warning' },
    { type: 'Stalled', status: 'True', state: 'warning' },
    { type: 'Ready', status: 'False', reason: 'Contested', state: 'warning' },
    { type: 'Ready', status: 'False', reason: 'DrainBlocked', state: 'warning' },
    { type: 'Ready', status: 'False', reason: 'OutsideWindow', state: 'ok' },
    { type: 'Degraded', status: 'False', state: 'ok' },
  ] as const
  for (const { type, status, state, ...more } of conditions) {
    const { reason = 'A' } = more as { readonly reason?: string }
    it(`calls a pool whose condition ${type} is ${status} (${reason}) ${state}`, () => {
      const condition = { type, status, reason, message: 'because', lastTransitionTime: '2026-01-01T00:00:00Z' }
      const pool = { ...aPool(), status: { observedGeneration: 1, phase: 'UpToDate', conditions: [condition] } }
      assert.equal(poolFinding(pool).state, state)
    })
  }

  it('calls a pool failed that the operator has not seen since its last edit', () => {
    assert.match(
      poolFinding({ ...aPool(), status: { observedGeneration: 0 } }).says,
      /edit that the operator has not seen/,
    )
  })

  it('knows a mark that is not whole', () => {
    const half = labelled({ 'bootc.node-restriction.kubernetes.io/slot': 'workers' })(aNode('n1'))
    assert.deepEqual(strayMarks([half, aNode('n2', carrying(aSlot()))], ['workers']), ['n1'])
  })
})

describe('the labels that limits by topology count by', () => {
  const ZONE = 'topology.kubernetes.io/zone'
  const limited = aPool(withRollout({ topologyLimits: [{ topologyKey: ZONE, maxUnavailable: aCount(1) }] }))
  const zoned = (name: string) => aNode(name, labelled({ [ZONE]: 'a' }))
  const found = (...nodes: ReadonlyArray<Node>) => topologyFinding(limited, nodes)

  it('are well when every node has them', () => assert.equal(found(zoned('n1'), zoned('n2')).state, 'ok'))

  it('are named with the nodes that lack one', () => {
    const { state, says, todo } = found(zoned('n1'), aNode('n2'), aNode('n3'))
    assert.equal(state, 'warning')
    assert.equal(says, `label ${ZONE} is missing on n2, n3: these nodes count as one domain`)
    assert.match(todo ?? '', /kubectl edit bnp workers/)
  })
})
