import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ControlPlane } from '../../../testbed/control-plane/control-plane'
import { freePort } from '../../../testbed/control-plane/free-port'
import { environmentOf, operatorContainer } from '../../../testbed/lab/deployment'
import { APPLY, serviceAccountKubeconfig } from '../../../testbed/lab/install'
import { type Lab, startLab } from '../../../testbed/lab/lab'
import type { Ended } from '../../../testbed/tools/run-program'
import { untilEnforced } from '../admission/until-enforced'
import { assertRan } from '../support/acts'
import { worldOf } from '../support/concurrent-stories'
import { endLab } from '../support/end-lab'
import { bootc } from '../support/kubectl-bootc'
import { digestOf, imageOf, STORY_LABEL } from '../support/pools'
import { readNode, until, untilPool } from '../support/views'
import type { World } from '../support/world'
import { INSTALL, logOf } from './acts'
import { typeCommands } from './documented'
import { GO_CRDS, GO_WORKLOADS, goNode, goPool } from './support/go-operator'

const POOLS_CRD = 'bootcnodepools.node.bootc.dev'
const LABELS = { [STORY_LABEL]: 'workers' }
const NODES = ['go-1', 'go-2']

const list = (items: ReadonlyArray<object>): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })

describe('a cluster of the Go bootc-operator', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  const stops: Array<() => void> = []
  let lab: Lab
  let world: World
  /** What was seen before this operator was installed in earnest, told by the tests below. */
  let seen: {
    readonly uid: string
    readonly install: Ended
    readonly titleAfterInstall: string
    readonly deletion: Ended
    readonly log: ReadonlyArray<string>
    readonly readiness: number
    readonly controllers: string
    readonly doctor: string
    readonly titleForced: string
  }

  const playBefore = async (controlPlane: ControlPlane): Promise<void> => {
    const must = async (ended: Promise<Ended>): Promise<string> => {
      const { code, stdout, stderr } = await ended
      assert.equal(code, 0, stderr)
      return stdout.trim()
    }
    const kubectl = (...args: ReadonlyArray<string>): Promise<string> => must(controlPlane.kubectl(...args))
    const title = (): Promise<string> =>
      kubectl('get', 'crd', POOLS_CRD, '-o', 'jsonpath={.spec.versions[0].schema.openAPIV3Schema.title}')

    // As its README installs it: by a client-side apply.
    await must(controlPlane.apply(list([...GO_CRDS, ...GO_WORKLOADS])))
    await kubectl('wait', '--for=condition=Established', 'crd', POOLS_CRD, 'bootcnodes.node.bootc.dev')
    const objects = [
      goPool('workers', imageOf('v1'), LABELS),
      ...NODES.flatMap((name, at) => goNode(name, imageOf('v1'), LABELS, at === 0)),
    ]
    await until('its kinds to be served', async () => {
      const { code } = await controlPlane.apply(list(objects))
      return code === 0 || undefined
    })
    const uid = await kubectl('get', 'bnp', 'workers', '-o', 'jsonpath={.metadata.uid}')

    const install = await controlPlane.kubectl(...APPLY, INSTALL)
    const titleAfterInstall = await title()
    await untilEnforced(controlPlane)
    const deletion = await controlPlane.kubectl('delete', 'crd', POOLS_CRD, '--wait=false')

    const pod = await startHooks(controlPlane)
    try {
      await until('the hook server to refuse', async () => pod.log().length > 0 || undefined)
      const readiness = (await fetch(`http://127.0.0.1:${pod.probePort}/readyz`)).status
      const controllers = await kubectl('get', 'compositecontrollers,decoratorcontrollers', '-o', 'name')
      const doctor = (await bootc({ controlPlane }, 'doctor')).stdout
      // The name kubectl takes when none is given: what was written by a client-side apply gives way to it.
      await controlPlane.kubectl('apply', '--server-side', '-f', 'manifests/crds/bootcnodepools.yaml')
      const titleForced = await title()
      await until('the hook server to name what is left', async () => pod.log().length > 1 || undefined)
      seen = { uid, install, titleAfterInstall, deletion, log: pod.log(), readiness, controllers, doctor, titleForced }
    } finally {
      pod.stop()
    }

    // What the Go operator does while the admin waits: the node is back, and its slot is free.
    const freed = setTimeout(() => {
      void controlPlane.kubectl('uncordon', NODES[0] ?? '')
      void controlPlane.kubectl(
        'annotate',
        'bn',
        NODES[0] ?? '',
        'bootc.dev/in-reboot-slot-',
        'bootc.dev/was-cordoned-',
      )
    }, 3000)
    for (const index of [0, 1, 2])
      await typeCommands({ controlPlane }, { page: 'migrating.md', section: 'Migrate', index })
    clearTimeout(freed)
  }

  interface Pod {
    readonly probePort: number
    readonly log: () => ReadonlyArray<string>
    readonly stop: () => void
  }

  /** The hook server, which does not become ready. */
  const startHooks = async (controlPlane: ControlPlane): Promise<Pod> => {
    const probePort = await freePort()
    const logFile = join(dir, 'refused.log')
    const out = openSync(logFile, 'w')
    const process_: ChildProcess = spawn(process.execPath, [resolve('dist/hooks.js')], {
      env: {
        ...environmentOf(operatorContainer('hooks')),
        KUBECONFIG: await serviceAccountKubeconfig(controlPlane, 'bootc-operator'),
        HOOKS_PORT: String(await freePort()),
        PROBE_PORT: String(probePort),
        POD_NAMESPACE: 'bootc-operator',
        REGISTER_SECONDS: '1',
      },
      stdio: ['ignore', out, out],
    })
    closeSync(out)
    const stop = (): void => void process_.kill('SIGKILL')
    stops.push(stop)
    const log = (): ReadonlyArray<string> => logOf(logFile).filter(line => line.startsWith('nothing is registered'))
    return { probePort, log, stop }
  }

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, cacheLagMs: 50, hookEnv: { REGISTER_SECONDS: '1' }, before: playBefore })
    world = worldOf(lab, stops)
    for (const name of NODES) await lab.nodes.add({ name, image: imageOf('v1'), labels: LABELS })
  })
  after(async function () {
    this.timeout(240_000)
    await endLab(this.test, { lab, dir, stops })
  })

  it('refuses the documented installation: its CRD stays as it is', () => {
    assert.equal(seen.install.code, 1)
    assert.match(seen.install.stderr, /conflict with "kubectl-client-side-apply".*: \.spec\.versions/s)
    assert.equal(seen.titleAfterInstall, '')
  })

  it('keeps its pools when the refused installation is deleted', () => {
    assert.equal(seen.deletion.code, 1)
    assert.match(seen.deletion.stderr, /this CRD is another operator's, and its pools would go with it/)
  })

  it('has nothing registered by a pod that was created all the same, which says why and is not ready', () => {
    assert.match(
      seen.log[0] ?? '',
      /^nothing is registered: CRD bootcnodepools\.node\.bootc\.dev is not this operator's/,
    )
    assert.equal(seen.readiness, 503)
    assert.equal(seen.controllers, '')
  })

  it('fails kubectl bootc doctor', () =>
    assert.match(seen.doctor, /^failed +API group +CRD bootcnodepools\.node\.bootc\.dev is not this operator's/m))

  it('cannot refuse an installation under the field manager of kubectl, and the pod waits for its other kinds to go', () => {
    assert.equal(seen.titleForced, 'bootc operator on Metacontroller')
    assert.match(seen.log[1] ?? '', /has CRD bootcnodes\.node\.bootc\.dev here, and both would reboot the same nodes/)
  })

  it('is taken over by the documented steps: pools and nodes are kept, and paused', async () => {
    await untilPool(world, 'workers', /^Paused: /)
    interface Pool {
      readonly metadata: { readonly uid: string; readonly finalizers?: ReadonlyArray<string> }
      readonly spec: object
    }
    const { metadata, spec } = (await world.api.get<Pool>(
      '/apis/node.bootc.dev/v1alpha1/bootcnodepools/workers',
    )) as Pool
    assert.equal(metadata.uid, seen.uid)
    assert.equal(metadata.finalizers, undefined)
    assert.match(
      JSON.stringify(spec),
      /"rebootPolicy":"AllowSoftReboot".*"drainTimeoutSeconds":300.*"maxUnavailable":"25%".*"rebootTimeoutSeconds":600/,
    )
    for (const name of NODES) {
      const node = await readNode(world, name)
      assert.equal(node.metadata.labels?.['bootc.dev/managed'], undefined)
      assert.notEqual(node.spec?.unschedulable, true)
    }
  })

  it('then has its pools led by this operator, without one reboot', async () => {
    assert.equal((await bootc(lab, 'resume', 'workers')).code, 0)
    await untilPool(world, 'workers', /^UpToDate: /)
    assertRan(world, NODES, ['v1', 'v1'], [0, 0])
  })

  it('rolls out the next image', async () => {
    await world.api.patch('/apis/node.bootc.dev/v1alpha1/bootcnodepools/workers', {
      spec: { image: { ref: imageOf('v2') }, rollout: { minReadySeconds: 1 } },
    })
    await until('the target to be v2', async () => {
      const pool = await world.api.get<{ readonly status?: { readonly targetDigest?: string } }>(
        '/apis/node.bootc.dev/v1alpha1/bootcnodepools/workers',
      )
      return pool?.status?.targetDigest === digestOf('v2') || undefined
    })
    await untilPool(world, 'workers', /^UpToDate: /)
    assertRan(world, NODES, ['v2', 'v2'], [1, 1])
  })

  it('refuses the Go operator from then on', async () => {
    for (const crd of GO_CRDS) {
      const { code, stderr } = await lab.controlPlane.apply(JSON.stringify(crd))
      assert.equal(code, 1)
      assert.match(stderr, /two operators would reboot the same nodes: uninstall one first/)
    }
    assert.match(readFileSync(INSTALL, 'utf8'), /title: bootc operator on Metacontroller/)
  })
})
