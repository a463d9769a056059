import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ControlPlane, startControlPlane } from '../../../testbed/control-plane/control-plane'
import { chartFolder } from '../../../testbed/helm/chart-folder'
import { helmProgram } from '../../../testbed/helm/helm'
import { flagOf, operatorContainer } from '../../../testbed/lab/deployment'
import { serviceAccountKubeconfig } from '../../../testbed/lab/install'
import { type Lab, startLab } from '../../../testbed/lab/lab'
import { startMetacontroller } from '../../../testbed/metacontroller/start'
import { assertRan, joinNodes, put, untilUpdated } from '../support/acts'
import { worldOf } from '../support/concurrent-stories'
import { endLab } from '../support/end-lab'
import { keepLogsOfFailures } from '../support/keep-logs'
import { assertKept } from '../support/pools'
import { readUpdate, untilPool } from '../support/views'
import { addProtectedPods, unprotect } from '../support/workloads'
import type { World } from '../support/world'
import { kubectl, leftOnNodes } from './acts'
import { type Desk, type Documented, typeCommands, typed } from './documented'

type Reached = { readonly controlPlane: ControlPlane }

const helmSection = (index: number): Documented => ({ page: 'install.md', section: 'Helm', index })
const [INSTALL, UPGRADE, LABEL, UNINSTALL, DELETE_REST, TAKE_OVER, HAND_OVER] = [0, 1, 2, 3, 4, 5, 6].map(helmSection)

const deskIn = async (dir: string): Promise<Desk> => {
  const programs = join(dir, 'programs')
  mkdirSync(programs, { recursive: true })
  symlinkSync(await helmProgram(), join(programs, 'helm'))
  return { programs, chart: chartFolder(dir) }
}

const deployed = async ({ controlPlane }: Reached, path: string): Promise<string> => {
  const args = ['get', 'deployment', 'bootc-operator', '-n', 'bootc-operator', '-o', `jsonpath={${path}}`]
  const { code, stdout, stderr } = await controlPlane.kubectl(...args)
  assert.equal(code, 0, stderr)
  return stdout
}
const HOOKS_ENV = '.spec.template.spec.containers[0].env'
const IMAGE = '.spec.template.spec.containers[0].image'

const ours = async (lab: Lab, kinds: string): Promise<ReadonlyArray<string>> =>
  (await kubectl(lab, 'get', kinds, '-A', '-o', 'name')).split('\n').filter(name => name.includes('bootc'))

describe('a release of Helm in the middle of a rollout', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  const nodes = ['h-1', 'h-2', 'h-3']
  const stops: Array<() => unknown> = []
  let desk: Desk
  let lab: Lab
  let world: World
  let budget: ReturnType<World['budget']>

  const type = (what: Documented | undefined): Promise<void> => {
    assert.ok(what)
    return typeCommands(lab, what, desk)
  }
  /** What every node is told to do. */
  const orders = (): Promise<ReadonlyArray<object | undefined>> =>
    Promise.all(nodes.map(async node => (await readUpdate(world, node))?.spec))

  before(async function () {
    this.timeout(900_000) // The first run builds Helm and the Kubernetes programs.
    desk = await deskIn(dir)
    lab = await startLab({
      dir,
      cacheLagMs: 50,
      install: async controlPlane => {
        await typeCommands({ controlPlane }, helmSection(0), desk)
        await controlPlane.learnKinds()
      },
    })
    world = worldOf(lab, stops as Array<() => void>)
    await joinNodes(world, 'h', nodes)
    // Holds the rollout in its middle.
    await addProtectedPods(world, 'h-2', 1)
    budget = world.budget('h', 1)
    await put(world, { name: 'h', version: 'v2' })
    await untilPool(world, 'h', /^Progressing: 1 of 3 .*h-2 Draining .*blocked by/)
  })
  after(async function () {
    this.timeout(240_000)
    await endLab(this.test, { lab, dir, stops })
  })

  it('is upgraded and rolled back: every node keeps its order', async () => {
    const before = await orders()
    assert.ok(before.every(order => order !== undefined))
    await type(LABEL)
    await typeOk(lab, 'helm upgrade bootc-operator ./bootc-operator -n bootc-operator --set image.tag=v9', desk)
    assert.match(await deployed(lab, IMAGE), /:v9$/)
    // What the Deployment does then: the old pod ends, the new one starts.
    await lab.hooks.kill()
    await lab.hooks.start()
    await type(UPGRADE)
    assert.match(await deployed(lab, IMAGE), /:v0\.1\.0$/)
    assert.match(await deployed(lab, HOOKS_ENV), /"LOG_LEVEL","value":"info"/)
    await untilPool(world, 'h', /^Progressing: 1 of 3 .*h-2 Draining .*blocked by/)
    assert.deepEqual(await orders(), before)
  })

  it('is uninstalled: pools, orders and cordons stay, and no node may be touched', async () => {
    const before = await orders()
    await lab.hooks.kill()
    await lab.metacontroller.stop()
    await type(UNINSTALL)
    assert.deepEqual(await orders(), before)
    assert.ok((await leftOnNodes(world, 'h')).includes('h-2 is cordoned'))
    assert.deepEqual(await ours(lab, 'clusterrole,clusterrolebinding,validatingadmissionpolicy,deployment'), [])
    assert.ok((await ours(lab, 'crd')).length > 2)
    const account = '--as=system:serviceaccount:bootc-operator:bootc-agent'
    const { stdout } = await lab.controlPlane.kubectl('auth', 'can-i', 'get', 'bootcnodeupdates', account)
    assert.equal(stdout.trim(), 'no')
  })

  it('is installed again: the rollout goes on, with the agents that run', async () => {
    await type(INSTALL)
    await serviceAccountKubeconfig(lab.controlPlane, 'bootc-operator')
    await lab.hooks.start()
    const kubeconfig = await serviceAccountKubeconfig(lab.controlPlane, 'bootc-operator')
    const labelSelector = flagOf(operatorContainer('metacontroller'), 'target-label-selector')
    const binary = process.env['METACONTROLLER'] || undefined
    const log = join(dir, 'metacontroller-2.log')
    const again = await startMetacontroller({ kubeconfig, log, labelSelector, ...(binary && { binary }) })
    stops.push(again.stop)
    await unprotect(world, 'h-2')
    await untilUpdated(world, 'h')
    await assertKept(budget)
    assertRan(world, nodes, ['v2', 'v2', 'v2'], [1, 1, 1])
  })

  it('leaves nothing when pools, release and what it keeps are deleted', async () => {
    await kubectl(lab, 'delete', 'bnp', '--all', '--timeout=240s')
    await type(UNINSTALL)
    await type(DELETE_REST)
    const kinds = 'crd,clusterrole,clusterrolebinding,validatingadmissionpolicy,namespace'
    assert.deepEqual(await ours(lab, kinds), [])
  })
})

const typeOk = async ({ controlPlane }: Reached, commands: string, desk: Desk): Promise<void> => {
  const { code, stdout, stderr } = await typed(controlPlane, commands, desk)
  assert.equal(code, 0, stdout + stderr)
}

describe('Helm, kubectl and Kustomize on one cluster', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  let desk: Desk
  let controlPlane: ControlPlane

  before(async function () {
    this.timeout(900_000)
    desk = await deskIn(dir)
    controlPlane = await startControlPlane({ dir: join(dir, 'control-plane') })
  })
  after(async function () {
    this.timeout(240_000)
    await controlPlane?.stop()
    keepLogsOfFailures(this.test, dir)
  })

  const type = (what: Documented | undefined): Promise<void> => {
    assert.ok(what)
    return typeCommands({ controlPlane }, what, desk)
  }

  it('are installed by Kustomize with an image of their own', async () => {
    await type({ page: 'install.md', section: 'Kustomize', index: 0 })
    assert.equal(await deployed({ controlPlane }, IMAGE), 'registry.example.com/team/bootc-operator:v0.1.0')
  })

  it('Helm refuses what kubectl installed, and changes nothing', async () => {
    await type({ page: 'install.md', section: 'kubectl', index: 0 })
    // Of the object, but for the status that controllers write meanwhile.
    const seen = (): Promise<ReadonlyArray<string>> =>
      Promise.all(['.metadata.generation', '.metadata.labels'].map(path => deployed({ controlPlane }, path)))
    const before = await seen()
    const { code, stderr } = await typed(
      controlPlane,
      'helm install bootc-operator ./bootc-operator --namespace bootc-operator --create-namespace --set image.tag=v9',
      desk,
    )
    assert.equal(code, 1)
    assert.match(stderr, /exists and cannot be imported into the current release: invalid ownership metadata/)
    assert.deepEqual(await seen(), before)
  })

  it('Helm takes over when it is asked to, then too where both own a field', async () => {
    await type(TAKE_OVER)
    const upgrade = 'helm upgrade bootc-operator ./bootc-operator --namespace bootc-operator --set image.tag=v9'
    const { code, stderr } = await typed(controlPlane, upgrade, desk)
    assert.equal(code, 1)
    assert.match(stderr, /conflict with \W*bootc-operator\W*: .*containers\[name="hooks"\]\.image/)
    await typeOk({ controlPlane }, `${upgrade} --force-conflicts`, desk)
    assert.match(await deployed({ controlPlane }, IMAGE), /:v9$/)
  })

  it('kubectl is refused over a release of Helm', async () => {
    const apply = ['apply', '--server-side', '--field-manager=bootc-operator', '-f', resolve('manifests/install.yaml')]
    const { code, stderr } = await controlPlane.kubectl(...apply)
    assert.equal(code, 1)
    assert.match(stderr, /conflicts with "helm":.*containers\[name="hooks"\]\.image/s)
    assert.match(await deployed({ controlPlane }, IMAGE), /:v9$/)
  })

  it('kubectl takes over when it is asked to, and Helm knows no release any more', async () => {
    await type(HAND_OVER)
    assert.match(await deployed({ controlPlane }, IMAGE), /:v0\.1\.0$/)
    const { stdout } = await typed(controlPlane, 'helm list -n bootc-operator -q', desk)
    assert.equal(stdout, '')
  })

  it('Kustomize applies the overlay for OpenShift, whose pods name their constraints', async () => {
    const overlay = [
      '-k',
      resolve('manifests/overlays/openshift'),
      '--field-manager=bootc-operator',
      '--force-conflicts',
    ]
    const { code, stderr } = await controlPlane.kubectl('apply', '--server-side', ...overlay)
    assert.equal(code, 0, stderr)
    const annotations = await deployed({ controlPlane }, '.spec.template.metadata.annotations')
    assert.equal(JSON.parse(annotations)['openshift.io/required-scc'], 'nonroot-v2')
    const { stdout } = await controlPlane.kubectl('get', 'rolebinding', '-n', 'bootc-operator', '-o', 'name')
    assert.match(stdout, /bootc-agent-scc$/m)
  })
})
