import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ControlPlane } from '../../../testbed/control-plane/control-plane'
import { freePort } from '../../../testbed/control-plane/free-port'
import { type Lab, startLab } from '../../../testbed/lab/lab'
import { assertRan, joinNodes, put, untilUpdated } from '../support/acts'
import { worldOf } from '../support/concurrent-stories'
import { endLab } from '../support/end-lab'
import { assertKept } from '../support/pools'
import type { World } from '../support/world'
import { kubectl, untilOperator } from './acts'
import { typeCommands } from './documented'

/** As an installation of Metacontroller has it: its kinds, its namespace, and the rights that it comes with. */
const METACONTROLLER = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'metacontroller' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'metacontroller', namespace: 'metacontroller' } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'metacontroller' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'metacontroller', namespace: 'metacontroller' }],
  },
]
const ITS_FLAGS = ['--client-go-qps=50', '--client-go-burst=100', '--workers=5']

describe('beside a Metacontroller that was there before', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  const keyFile = join(dir, 'key')
  const nodes = ['m-1', 'm-2', 'm-3']
  const stops: Array<() => void> = []
  let lab: Lab
  let port: number
  let world: World

  const must = async (ended: ReturnType<ControlPlane['kubectl']>): Promise<string> => {
    const { code, stdout, stderr } = await ended
    assert.equal(code, 0, stderr)
    return stdout
  }

  const prepare = async (controlPlane: ControlPlane): Promise<void> => {
    await must(controlPlane.kubectl('apply', '-f', 'manifests/metacontroller/crds.yaml'))
    await must(controlPlane.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: METACONTROLLER })))
  }

  const install = async (controlPlane: ControlPlane): Promise<void> => {
    await typeCommands({ controlPlane }, { page: 'install.md', section: 'Beside a Metacontroller', index: 0 })
    await controlPlane.learnKinds()
    const key = ['get', 'secret', '-n', 'bootc-operator', 'bootc-hooks-key', '-o', 'jsonpath={.data.key}']
    // What the kubelet mounts into the operator's pod.
    writeFileSync(keyFile, Buffer.from(await must(controlPlane.kubectl(...key)), 'base64'))
  }

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    port = await freePort()
    // An address that is not the pod's own, as that of the Service; Linux takes it for this machine's.
    const address = { HOOKS_PORT: String(port), HOOKS_URL: `http://0.0.0.0:${port}` }
    lab = await startLab({
      dir,
      before: prepare,
      install,
      hookEnv: { ...address, HOOKS_KEY_FILE: keyFile, HOOKS_KEY_SECRET: 'bootc-hooks-key' },
      existingMetacontroller: { namespace: 'metacontroller', name: 'metacontroller' },
      metacontrollerFlags: ITS_FLAGS,
    })
    world = worldOf(lab, stops)
  })
  after(async function () {
    this.timeout(240_000)
    await endLab(this.test, { lab, dir, stops })
  })

  it('the operator brings none, and its hooks answer nobody who lacks the key', async () => {
    const names = 'jsonpath={.spec.template.spec.containers[*].name}'
    assert.equal(
      await kubectl(lab, 'get', 'deployment', '-n', 'bootc-operator', 'bootc-operator', '-o', names),
      'hooks',
    )
    const answer = await fetch(`http://127.0.0.1:${port}/rollout-sync`, { method: 'POST', body: '{}' })
    assert.equal(answer.status, 401)
  })

  it('a pool is rolled out, a node at a time', async () => {
    await joinNodes(world, 'm', nodes)
    const budget = world.budget('m', 1)
    await put(world, { name: 'm', version: 'v1' })
    await untilUpdated(world, 'm')
    await untilOperator(world, 'm', 'AsExpected')
    await put(world, { name: 'm', version: 'v2' })
    await untilUpdated(world, 'm')
    await assertKept(budget)
    assertRan(world, nodes, ['v2', 'v2', 'v2'], [1, 1, 1])
  })

  it('another person than the two operators may still give no order', async () => {
    const order = ['patch', 'bnu', 'm-1', '--type=merge', '-p', '{"spec":{"node":{"pool":"other"}}}']
    const { code, stderr } = await lab.controlPlane.kubectl(...order)
    assert.equal(code, 1)
    assert.match(stderr, /only the bootc operator changes the spec/)
  })
})
