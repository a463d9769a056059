import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { boundNodeToken } from '../../testbed/control-plane/bound-token'
import { type ControlPlane, startControlPlane } from '../../testbed/control-plane/control-plane'
import { createCredentials } from '../../testbed/control-plane/credentials'
import { freePort } from '../../testbed/control-plane/free-port'
import { createProcessSet } from '../../testbed/control-plane/process-set'
import { startApiServer, startEtcd } from '../../testbed/control-plane/start-components'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { isAlive } from '../testbed/control-plane/is-alive'
import { crd, manifests, node, onlyOwnNode } from '../testbed/control-plane/sample-manifests'
import { PATIENCE_SECONDS } from './support/views'

interface AuditEvent {
  readonly verb: string
  readonly user: { readonly username: string }
  readonly userAgent: string
  readonly objectRef?: { readonly resource: string; readonly name?: string }
}

const auditEvents = ({ auditLog }: ControlPlane): ReadonlyArray<AuditEvent> =>
  readFileSync(auditLog, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as AuditEvent)

describe('the local control plane', () => {
  let dir: string
  let first: ControlPlane
  let second: ControlPlane

  /** Runs kubectl as administrator of the first one and expects it to work. */
  const kubectl = async (...args: ReadonlyArray<string>): Promise<string> => {
    const { code, stdout, stderr } = await first.kubectl(...args)
    assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const apply = async (...objects: ReadonlyArray<unknown>): Promise<void> => {
    const { code, stderr } = await first.apply(manifests(...objects))
    assert.equal(code, 0, stderr)
  }
  const as = async (name: string, token: string, ...args: ReadonlyArray<string>) =>
    first.kubectl(`--kubeconfig=${first.tokenKubeconfig(name, token)}`, ...args)

  before(async function () {
    // The first run ever builds the programs.
    this.timeout(1_800_000)
    dir = mkdtempSync(join(tmpdir(), 'control-plane-'))
    first = await startControlPlane({ dir: join(dir, 'first'), log: line => console.log(`      ${line}`) })
    second = await startControlPlane({ dir: join(dir, 'second') })
  })

  after(async () => {
    await first?.stop()
    await second?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('runs beside another one, each with its own objects', async () => {
    await apply(node('of-first'))
    assert.equal((await second.apply(manifests(node('of-second')))).code, 0)
    assert.equal(await kubectl('get', 'nodes', '-o', 'name'), 'node/of-first')
    assert.equal((await second.kubectl('get', 'nodes', '-o', 'name')).stdout, 'node/of-second\n')
  })

  it('serves the version that is pinned', async () => {
    const { clientVersion, serverVersion } = JSON.parse(await kubectl('version', '-o', 'json'))
    assert.match(serverVersion.gitVersion, /^v1\.36\.\d+$/)
    assert.equal(clientVersion.gitVersion, serverVersion.gitVersion)
  })

  it('is ready for pods: the default service account is there', async () => {
    assert.equal(await kubectl('get', 'serviceaccount', 'default', '-o', 'name'), 'serviceaccount/default')
  })

  it('refuses a service account without a role, and a token nobody gave', async () => {
    const token = await kubectl('create', 'token', 'default')
    const forbidden = await as('nobody', token, 'get', 'nodes')
    assert.match(forbidden.stderr, /system:serviceaccount:default:default" cannot list resource "nodes"/)
    assert.notEqual(forbidden.code, 0)
    assert.match((await as('stranger', 'made-up', 'get', 'nodes')).stderr, /Unauthorized|must be logged in/)
  })

  it('collects a child of a kind that came after the start', async () => {
    await apply(crd('Owner', 'owners'), crd('Child', 'children'))
    await first.learnKinds()
    const log = readFileSync(join(dir, 'first', 'kube-controller-manager.log'), 'utf8')
    assert.match(log, /syncing garbage collector.*test\.example\/v1, Resource=children/, 'not by chance, 30 s later')
    await apply({ apiVersion: 'test.example/v1', kind: 'Owner', metadata: { name: 'owner' } })
    const uid = await kubectl('get', 'owner', 'owner', '-o', 'jsonpath={.metadata.uid}')
    const ownerReferences = [{ apiVersion: 'test.example/v1', kind: 'Owner', name: 'owner', uid }]
    await apply({ apiVersion: 'test.example/v1', kind: 'Child', metadata: { name: 'child', ownerReferences } })
    await kubectl('delete', 'owner', 'owner')
    const gone = async () => (await kubectl('get', 'children', '-o', 'name')) === '' || undefined
    await waitFor({ what: 'the child to be collected', seconds: PATIENCE_SECONDS, look: gone })
  })

  it('deletes what is in a deleted namespace', async () => {
    await kubectl('create', 'namespace', 'short-lived')
    await kubectl('delete', 'namespace', 'short-lived', '--timeout=240s')
  })

  it('gives tokens that name a Node and die with it', async () => {
    await apply(node('bound'))
    const uid = await kubectl('get', 'node', 'bound', '-o', 'jsonpath={.metadata.uid}')
    const to = { serviceAccount: 'default', namespace: 'default', node: 'bound' }
    const used = await boundNodeToken(first, to)
    const { extra } = JSON.parse((await as('used', used, 'auth', 'whoami', '-o', 'json')).stdout).status.userInfo
    assert.deepEqual(extra['authentication.kubernetes.io/node-name'], ['bound'])
    assert.deepEqual(extra['authentication.kubernetes.io/node-uid'], [uid])
    // The API server remembers good tokens for 10 s, so this one is not used before its Node is replaced.
    const unused = await boundNodeToken(first, to)
    await kubectl('delete', 'node', 'bound')
    await apply(node('bound'))
    // It may not have heard yet that the Node is gone, and then it remembers the token after all.
    const dead = async () =>
      /Unauthorized|must be logged in/.test((await as('unused', unused, 'auth', 'whoami')).stderr) || undefined
    await waitFor({ what: 'the token to die with its Node', seconds: PATIENCE_SECONDS, look: dead })
    await assert.rejects(boundNodeToken(first, { ...to, node: 'nowhere' }), /nowhere/)
  })

  it('enforces admission policies that look at the Node of a token', async () => {
    await apply(node('n1'), ...onlyOwnNode)
    await kubectl('create', 'serviceaccount', 'agent')
    await kubectl('create', 'role', 'agent', '--verb=create', '--resource=configmaps')
    await kubectl('create', 'rolebinding', 'agent', '--role=agent', '--serviceaccount=default:agent')
    const token = await boundNodeToken(first, { serviceAccount: 'agent', namespace: 'default', node: 'n1' })
    const create = (name: string) => as('agent', token, 'create', 'configmap', name)
    // A new policy takes a moment until the API server enforces it.
    let attempt = 0
    const refused = async () => {
      attempt += 1
      const { stderr } = await create(`other-${attempt}`)
      return stderr.includes('only the ConfigMap of your own node') || undefined
    }
    await waitFor({ what: 'the policy to refuse another name', seconds: PATIENCE_SECONDS, look: refused })
    assert.equal((await create('n1')).code, 0)
  })

  it('lets no kubelet write labels that are restricted', async () => {
    await apply(node('mine'))
    const asKubelet = ['--as=system:node:mine', '--as-group=system:nodes', '--as-group=system:authenticated']
    const label = (text: string) => first.kubectl('label', 'node', 'mine', text, ...asKubelet)
    assert.match((await label('bootc.node-restriction.kubernetes.io/slot=a')).stderr, /is not allowed to modify labels/)
    assert.equal((await label('example.com/a=b')).code, 0)
  })

  it('leaves a new Node untainted, as simulated kubelets have no one to take the taint away', async () => {
    await apply(node('fresh'))
    assert.equal(await kubectl('get', 'node', 'fresh', '-o', 'jsonpath={.spec.taints}'), '')
  })

  it('counts the pods of a PodDisruptionBudget', async () => {
    const metadata = { name: 'budget' }
    const spec = { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } }
    await apply({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec })
    const observed = async () =>
      (await kubectl('get', 'pdb', 'budget', '-o', 'jsonpath={.status.observedGeneration}')) === '1' || undefined
    await waitFor({ what: 'the budget to have a status', seconds: PATIENCE_SECONDS, look: observed })
  })

  it('writes down who did what before it answers', async () => {
    await kubectl('create', 'configmap', 'audited')
    const writes = auditEvents(first).filter(({ objectRef }) => objectRef?.name === 'audited')
    assert.deepEqual(
      writes.map(({ verb, user, objectRef }) => [verb, user.username, objectRef?.resource]),
      [['create', 'admin', 'configmaps']],
    )
    assert.match(writes[0]?.userAgent ?? '', /^kubectl\//)
  })

  it('takes another port when it lost the race for one', async () => {
    const folder = join(dir, 'race')
    mkdirSync(folder)
    const processes = createProcessSet()
    const busyPort = await freePort()
    const busy = createServer().listen(busyPort, '127.0.0.1')
    await once(busy, 'listening')
    const ports = [busyPort]
    try {
      const setting = {
        dir: folder,
        binaries: first.binaries,
        credentials: createCredentials(join(folder, 'credentials')),
        processes,
        freePort: async () => ports.pop() ?? freePort(),
      }
      const url = await startApiServer(setting, await startEtcd(setting), join(folder, 'audit.log'))
      assert.match(url, /^https:/)
      assert.deepEqual(ports, [])
    } finally {
      busy.close()
      await processes.killAll()
    }
  })

  it('schedules pods when asked to, and leaves no process when stopped', async function () {
    this.timeout(900_000) // It starts a control plane.
    await second.stop()
    second = await startControlPlane({ dir: join(dir, 'second'), scheduler: true })
    assert.equal((await second.kubectl('get', 'nodes', '-o', 'name')).stdout, '', 'data of the earlier one is gone')
    const status = { allocatable: { cpu: '1', memory: '1Gi', pods: '10' } }
    await second.apply(manifests(node('n1')))
    await second.kubectl(
      'patch',
      'node',
      'n1',
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    )
    await second.kubectl('run', 'pod', '--image=none')
    const scheduled = async () =>
      (await second.kubectl('get', 'pod', 'pod', '-o', 'jsonpath={.spec.nodeName}')).stdout === 'n1' || undefined
    await waitFor({ what: 'the pod to be scheduled', seconds: PATIENCE_SECONDS, look: scheduled })
    const { pids } = second
    assert.deepEqual(pids.map(isAlive), [true, true, true, true])
    await second.stop()
    assert.deepEqual(pids.map(isAlive), [false, false, false, false])
    assert.deepEqual(second.pids, [])
  })
})
