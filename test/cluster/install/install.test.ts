import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SCOPE_KEY, UPDATE_KEY } from '../../../hooks/api/names'
import { rightText } from '../../../hooks/api/right'
import { auditedCalls } from '../../../install/audit-log'
import { imageNamed } from '../../../install/image-reference'
import { documentsIn } from '../../../install/installed'
import { installManifest } from '../../../install/manifest'
import { rightsOf } from '../../../install/rights'
import { unusedRights, wasRefused } from '../../../install/usage'
import { operatorContainer } from '../../../testbed/lab/deployment'
import { type Lab, startLab } from '../../../testbed/lab/lab'
import { assertRan, joinNodes, put, untilUpdated } from '../support/acts'
import { worldOf } from '../support/concurrent-stories'
import { endLab } from '../support/end-lab'
import { assertKept } from '../support/pools'
import { readNode, readRollout, readUpdate, until, untilPool } from '../support/views'
import { addProtectedPods, unprotect } from '../support/workloads'
import type { World } from '../support/world'
import {
  INSTALL,
  kubectl,
  leftOnNodes,
  logOf,
  operatorPod,
  untilFailuresAreCounted,
  untilOperator,
  upgradeTo,
} from './acts'
import { typeCommands } from './documented'
import { unusedHere } from './unused-here'
import { useEveryRight } from './use-every-right'

const CONTROLLERS = '/apis/metacontroller.k8s.io/v1alpha1'
const OLDER_CHILD = {
  apiVersion: 'node.bootc.dev/v1alpha1',
  resource: 'bootcnodeupdates',
  updateStrategy: { method: 'InPlace' },
}
const OTHER_IMAGE = 'registry.example/operator:v9'

describe('install.yaml on an empty cluster', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  const stops: Array<() => void> = []
  let lab: Lab
  let world: World

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    const metacontrollerFlags = operatorContainer('metacontroller').args?.filter(flag => flag.startsWith('--leader-'))
    lab = await startLab({
      dir,
      cacheLagMs: 50,
      hookEnv: { REGISTER_SECONDS: '1' },
      ...(metacontrollerFlags && { metacontrollerFlags }),
    })
    world = worldOf(lab, stops)
  })
  after(async function () {
    this.timeout(240_000)
    await endLab(this.test, { lab, dir, stops })
  })

  it('makes one pod of the highest priority, which a quota allows', async () => {
    const { spec } = await operatorPod(world)
    assert.equal(spec.priorityClassName, 'system-cluster-critical')
    const used = ['get', 'resourcequota', '-n', 'bootc-operator', '-o', 'jsonpath={.items[*].status.used.pods}']
    await until('the quota to count the pod', async () => (await kubectl(lab, ...used)) === '1' || undefined)
  })

  it('touches no Node as long as there is no pool', async () => {
    await joinNodes(world, 'first', ['first-1', 'first-2'])
    assert.deepEqual(await leftOnNodes(world), [])
  })

  it('rolls a pool out with the rights of its service account alone; agents run the image of the operator', async () => {
    const { metadata } = await operatorPod(world)
    await lab.hooks.kill()
    await lab.hooks.start({ POD_NAME: metadata.name, AGENT_IMAGE: '' })
    const budget = world.budget('first', 1)
    await put(world, { name: 'first', version: 'v2' })
    await untilUpdated(world, 'first')
    await assertKept(budget)
    assertRan(world, ['first-1', 'first-2'], ['v2', 'v2'], [1, 1])
    const images = 'jsonpath={.spec.template.spec.containers[*].image}'
    const agents = await kubectl(lab, 'get', 'ds', '-n', 'bootc-operator', 'bootc-agent-first', '-o', images)
    assert.equal(
      agents,
      await kubectl(
        lab,
        'get',
        'deploy',
        '-n',
        'bootc-operator',
        '-o',
        images.replace('{', '{.items[0]').replace('[*]', '[0]'),
      ),
    )
  })

  it('created a second time is refused object by object, and changes nothing', async () => {
    const { code, stdout, stderr } = await lab.controlPlane.kubectl('create', '-f', INSTALL)
    assert.equal(code, 1)
    assert.equal(stdout, '')
    const lines = stderr.trim().split('\n')
    assert.deepEqual(
      lines.filter(line => !/already exists|AlreadyExists/.test(line)),
      [],
    )
    assert.ok(lines.length > 20)
    await untilUpdated(world, 'first')
  })

  it('has its controllers registered again when somebody deletes or edits them', async () => {
    const finalize = { webhook: { url: 'http://127.0.0.1:1/x' } }
    const spec = { hooks: { finalize }, attachments: [OLDER_CHILD] }
    await world.api.patch(`${CONTROLLERS}/decoratorcontrollers/bootc-node-sync`, { spec })
    await kubectl(lab, 'delete', 'compositecontroller', 'bootc-rollout-sync')
    interface Controller {
      readonly spec: { readonly hooks: { readonly finalize?: object }; readonly attachments?: object }
    }
    await until('both to be repaired', async () => {
      const edited = await world.api.get<Controller>(`${CONTROLLERS}/decoratorcontrollers/bootc-node-sync`)
      const deleted = await world.api.get<Controller>(`${CONTROLLERS}/compositecontrollers/bootc-rollout-sync`)
      return (
        (edited?.spec.hooks.finalize === undefined &&
          edited?.spec.attachments === undefined &&
          deleted !== undefined) ||
        undefined
      )
    })
  })

  it('refuses what the registration of an older version asks, whose empty answer would delete all updates', async () => {
    const names = ['first-1', 'first-2']
    const uids = async () =>
      Promise.all(names.map(async name => (await readUpdate(world, name))?.metadata.uid ?? `${name} has no update`))
    const before = await uids()
    const parent = await readRollout(world, 'first')
    const object = await readNode(world, 'first-1')
    const older = { [UPDATE_KEY]: {} } // As Metacontroller posts it while it has found none.
    const requests = {
      'rollout-sync': { parent, children: older, related: { [UPDATE_KEY]: {} } },
      'node-sync': { object, attachments: older, related: { [SCOPE_KEY]: {} } },
    }
    for (const [hook, body] of Object.entries(requests)) {
      const answer = await fetch(`http://127.0.0.1:${lab.hooks.port}/${hook}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      assert.equal(answer.status, 422, hook)
      assert.match(await answer.text(), /the registration is of an older version/)
    }
    assert.deepEqual(await uids(), before)
    assert.deepEqual((await readNode(world, 'first-1')).metadata.labels, object.metadata.labels)
  })

  it('is upgraded in the middle of a rollout', async () => {
    const names = ['up-1', 'up-2', 'up-3']
    await joinNodes(world, 'up', names)
    // Holds the rollout in its middle until the operator is another one.
    await addProtectedPods(world, 'up-2', 1)
    const budget = world.budget('up', 1)
    await put(world, { name: 'up', version: 'v2' })
    await untilPool(world, 'up', /^Progressing: 1 of 3 .*up-2 Draining .*blocked by/)
    const file = join(dir, 'next.yaml')
    writeFileSync(file, installManifest('manifests', [imageNamed('bootc-operator', OTHER_IMAGE)]))
    const { code, stderr } = await upgradeTo(lab, file)
    assert.equal(code, 0, stderr)
    // What the Deployment does then: the old pod ends, the new one starts.
    await lab.hooks.kill()
    await untilFailuresAreCounted(world, 'up')
    await lab.hooks.start()
    await unprotect(world, 'up-2')
    await untilUpdated(world, 'up')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2', 'v2'], [1, 1, 1])
    const image = 'jsonpath={.spec.template.spec.containers[0].image}'
    assert.equal(
      await kubectl(lab, 'get', 'deploy', '-n', 'bootc-operator', 'bootc-operator', '-o', image),
      OTHER_IMAGE,
    )
  })

  it('grants no right that is never used, and lacks none', async () => {
    await useEveryRight(world)
    const account = { name: 'bootc-operator', namespace: 'bootc-operator' }
    const calls = () =>
      auditedCalls(lab.controlPlane.auditLog, `system:serviceaccount:${account.namespace}:${account.name}`)
    const unused = async (): Promise<ReadonlyArray<string>> =>
      unusedRights(rightsOf(documentsIn(INSTALL), account), await calls())
        .map(({ right }) => rightText(right))
        .sort()
    const wanted = unusedHere(lab.metacontroller.kind).toSorted()
    // What is asked for at the end of a story may be asked for after it.
    await until('all rights to be used', async () => (await unused()).length <= wanted.length || undefined, {
      seconds: 120,
      every: 1000,
      shown: async () => `but these are not: ${(await unused()).join(', ')}`,
    })
    assert.deepEqual(await unused(), wanted, 'unused')
    const refused = (await calls()).filter(wasRefused).map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`)
    assert.deepEqual([...new Set(refused)], [], 'refused')
  })

  it('half deleted or of an older version: the pools and the log say what is missing, until it is applied again', async () => {
    await kubectl(lab, 'delete', 'rolebinding', '-n', 'kube-node-lease', 'bootc-operator')
    await kubectl(lab, 'delete', 'validatingadmissionpolicy', 'bootc-orders')
    await kubectl(lab, 'annotate', '--overwrite', 'crd', 'bootcrollouts.node.bootc.dev', 'node.bootc.dev/version=0.0.1')
    await lab.hooks.kill()
    await lab.hooks.start()
    const want = [
      /may not get leases\.coordination\.k8s\.io in kube-node-lease/,
      /CRD bootcrollouts\.node\.bootc\.dev is of version 0\.0\.1, this operator is/,
      /ValidatingAdmissionPolicy bootc-orders is missing/,
    ]
    await untilOperator(world, 'first', 'RightsMissing', want)
    const log = logOf(join(dir, 'hooks-4.log'))
    for (const problem of want) assert.equal(log.filter(line => problem.test(line)).length, 1, 'one line each')
    const refused = await upgradeTo(lab)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /conflict with "kubectl-annotate".*node\.bootc\.dev\/version/s)
    assert.equal((await upgradeTo(lab, INSTALL, '--force-conflicts')).code, 0)
    await untilOperator(world, 'first', 'AsExpected')
  })

  it('deleted under a rollout: nothing hangs, and the documented commands give the nodes back', async () => {
    await joinNodes(world, 'last', ['last-1'])
    await addProtectedPods(world, 'last-1', 1)
    await put(world, { name: 'last', version: 'v2' })
    await untilPool(world, 'last', /Draining .*blocked by/)
    await lab.hooks.kill()
    // The namespace comes first: what is in it may be gone before kubectl gets to it.
    await kubectl(lab, 'delete', '-f', INSTALL, '--ignore-not-found', '--timeout=240s')
    assert.ok((await leftOnNodes(world)).includes('last-1 is cordoned'))
    await typeCommands(lab, { section: 'Uninstall', index: 1 })
    assert.deepEqual(await leftOnNodes(world), [])
  })
})
