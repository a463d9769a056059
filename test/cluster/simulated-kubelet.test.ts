import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CoordinationV1Api, CoreV1Api, KubeConfig, type V1Node } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { type ControlPlane, startControlPlane } from '../../testbed/control-plane/control-plane'
import { type Kubelet, type Kubelets, startKubelets } from '../../testbed/hosts/kubelet'
import { until } from '../testbed/hosts/until'

const pod = (name: string, nodeName: string) => ({
  metadata: { name, namespace: 'default' },
  spec: {
    nodeName,
    containers: [{ name: 'app', image: 'registry.example/app:1' }],
    terminationGracePeriodSeconds: 600,
  },
})

const readyOf = (node: V1Node) => node.status?.conditions?.find(({ type }) => type === 'Ready')

describe('the simulated kubelet', () => {
  const dir = mkdtempSync(join(tmpdir(), 'simulated-kubelet-'))
  let controlPlane: ControlPlane
  let core: CoreV1Api
  let leases: CoordinationV1Api
  let kubelets: Kubelets

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    controlPlane = await startControlPlane({ dir })
    const kubeConfig = new KubeConfig()
    kubeConfig.loadFromFile(controlPlane.kubeconfig)
    withKeepAlive(kubeConfig)
    core = kubeConfig.makeApiClient(CoreV1Api)
    leases = kubeConfig.makeApiClient(CoordinationV1Api)
    kubelets = startKubelets(kubeConfig)
  })
  after(async () => {
    kubelets?.stop()
    await controlPlane?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const readNode = (name: string): Promise<V1Node> => core.readNode({ name })
  const renewedAt = async (name: string): Promise<number> => {
    const lease = await leases.readNamespacedLease({ name, namespace: 'kube-node-lease' })
    // client-node 1.4.0 declares V1MicroTime a Date, but answers the string.
    return Date.parse(String(lease.spec?.renewTime))
  }
  const begin = async (name: string, reboot: 'slow' | 'fast'): Promise<Kubelet> => {
    const kubelet = kubelets.add({ node: { name, labels: { pool: 'a' }, images: 50 }, reboot })
    await kubelet.hostUp({ bootId: 'boot-1', soft: false, ready: true })
    return kubelet
  }

  it('registers a Node as a real one does, with a lease that is the Node’s own', async () => {
    await begin('n1', 'slow')
    const node = await readNode('n1')
    assert.equal(readyOf(node)?.status, 'True')
    assert.equal(node.status?.nodeInfo?.bootID, 'boot-1')
    assert.equal(node.status?.nodeInfo?.architecture, 'amd64')
    assert.equal(node.status?.images?.length, 50)
    assert.equal(node.metadata?.labels?.['pool'], 'a')
    assert.equal(node.status?.capacity?.['pods'], '110')
    assert.ok((await renewedAt('n1')) > 0)
    const lease = await leases.readNamespacedLease({ name: 'n1', namespace: 'kube-node-lease' })
    assert.equal(lease.metadata?.ownerReferences?.[0]?.uid, node.metadata?.uid)
  })

  it('is NotReady during a slow reboot, and Ready with the new boot id afterwards', async () => {
    const kubelet = await begin('n2', 'slow')
    await kubelet.hostDown('reboot')
    assert.equal(readyOf(await readNode('n2'))?.status, 'False')
    await kubelet.hostUp({ bootId: 'boot-2', soft: false, ready: true })
    const node = await readNode('n2')
    assert.deepEqual([readyOf(node)?.status, node.status?.nodeInfo?.bootID], ['True', 'boot-2'])
  })

  it('is Unknown after a power cut, and NotReady when it comes up broken', async () => {
    const kubelet = await begin('n3', 'slow')
    await kubelet.hostDown('power-cut')
    assert.equal(readyOf(await readNode('n3'))?.status, 'Unknown')
    await kubelet.hostUp({ bootId: 'boot-2', soft: false, ready: false })
    assert.equal(readyOf(await readNode('n3'))?.status, 'False')
  })

  it('changes nothing but the boot id by a fast reboot', async () => {
    const kubelet = await begin('n4', 'fast')
    const before = readyOf(await readNode('n4'))
    await kubelet.hostDown('reboot')
    assert.equal(readyOf(await readNode('n4'))?.status, 'True')
    await kubelet.hostUp({ bootId: 'boot-2', soft: false, ready: true })
    const node = await readNode('n4')
    assert.equal(node.status?.nodeInfo?.bootID, 'boot-2')
    assert.deepEqual(readyOf(node)?.lastTransitionTime, before?.lastTransitionTime)
  })

  it('renews its lease when it comes back from a soft reboot', async () => {
    const kubelet = await begin('n5', 'fast')
    const before = await renewedAt('n5')
    await sleep(5) // A lease tells milliseconds.
    await kubelet.hostDown('soft-reboot')
    await kubelet.hostUp({ bootId: 'boot-1', soft: true, ready: true })
    assert.ok((await renewedAt('n5')) > before)
  })

  it('runs the pods bound to its Node and lets them end quickly, however long their grace', async () => {
    await begin('n6', 'slow')
    await core.createNamespacedPod({ namespace: 'default', body: pod('runs', 'n6') })
    await until('the pod to be ready', async () => {
      const { status } = await core.readNamespacedPod({ name: 'runs', namespace: 'default' })
      return status?.phase === 'Running' && status.containerStatuses?.[0]?.ready === true
    })
    await core.deleteNamespacedPod({ name: 'runs', namespace: 'default' })
    const left = async (): Promise<number> =>
      (await core.listNamespacedPod({ namespace: 'default', fieldSelector: 'metadata.name=runs' })).items.length
    await until('the pod to be gone', async () => (await left()) === 0)
  })

  it('leaves a terminating pod alone while its host is down', async () => {
    const kubelet = await begin('n7', 'slow')
    await core.createNamespacedPod({ namespace: 'default', body: pod('waits', 'n7') })
    const phase = async (): Promise<string | undefined> =>
      (await core.readNamespacedPod({ name: 'waits', namespace: 'default' })).status?.phase
    await until('the pod to run', async () => (await phase()) === 'Running')
    await kubelet.hostDown('reboot')
    await core.deleteNamespacedPod({ name: 'waits', namespace: 'default' })
    assert.equal(await phase(), 'Running')
    await kubelet.hostUp({ bootId: 'boot-2', soft: false, ready: true })
    await until('the pod to be gone', async () => (await phase().catch(() => 'gone')) === 'gone')
  })

  it('does not register again after its Node was deleted, until it is asked to: then with a new uid', async () => {
    const kubelet = await begin('n8', 'slow')
    const { metadata } = await readNode('n8')
    await core.deleteNode({ name: 'n8' })
    await kubelet.hostDown('reboot')
    await kubelet.hostUp({ bootId: 'boot-2', soft: false, ready: true })
    assert.equal(kubelet.isGone(), true)
    await assert.rejects(readNode('n8'))
    await kubelet.reRegister()
    const again = await readNode('n8')
    assert.notEqual(again.metadata?.uid, metadata?.uid)
    assert.deepEqual([readyOf(again)?.status, again.status?.nodeInfo?.bootID], ['True', 'boot-2'])
  })
})
