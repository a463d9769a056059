import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ControlPlane, startControlPlane } from '../../testbed/control-plane/control-plane'
import { untilServed } from '../../testbed/control-plane/until-served'
import { untilGranted } from './admission/until-granted'

const MANIFESTS = join(__dirname, '../../manifests')
const OPERATOR = 'bootc-operator'
const AGENT = 'bootc-agent'

// What every authenticated user may do: ask who it is and what it may do.
const EVERYBODY = /^self\w+\.(authentication|authorization)\.k8s\.io$/

describe('the rights of the service accounts', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-rbac-'))
  let cluster: ControlPlane

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    cluster = await startControlPlane({ dir })
    for (const path of ['crds', 'operator/namespace.yaml', 'operator']) {
      const { code, stderr } = await cluster.kubectl('apply', '-f', join(MANIFESTS, path))
      assert.equal(code, 0, stderr)
    }
    // kubectl has to know a kind to ask about it.
    await untilServed(cluster.kubectl)
    await untilGranted(cluster)
  })
  after(async () => {
    await cluster?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const as = (account: string): string => `--as=system:serviceaccount:bootc-operator:${account}`

  /** Verbs by resource, as the API server adds up all roles in this namespace. */
  const rightsOf = async (account: string, namespace: string): Promise<Readonly<Record<string, string>>> => {
    const list = ['auth', 'can-i', '--list', '--no-headers', `--namespace=${namespace}`, as(account)]
    const { code, stdout, stderr } = await cluster.kubectl(...list)
    assert.equal(code, 0, stderr)
    const rows = stdout.split('\n').map(line => /^(\S+)\s+\[\]\s+\[\]\s+\[(.*)\]$/.exec(line))
    return Object.fromEntries(
      rows.flatMap(row => (row === null || EVERYBODY.test(row[1] ?? '') ? [] : [[row[1] ?? '', row[2] ?? '']])),
    )
  }

  for (const namespace of ['default', 'kube-system', 'bootc-operator']) {
    it(`the agent reads updates and reports their status, and nothing else, in ${namespace}`, async () =>
      assert.deepEqual(await rightsOf(AGENT, namespace), {
        'bootcnodeupdates.node.bootc.dev': 'get list watch',
        'bootcnodeupdates.node.bootc.dev/status': 'patch',
      }))
  }

  const answers: ReadonlyArray<readonly [string, string, ReadonlyArray<string>]> = [
    ['yes', AGENT, ['patch', 'bootcnodeupdates', '--subresource=status']],
    ['no', AGENT, ['update', 'bootcnodeupdates']],
    ['no', AGENT, ['get', 'nodes']],
    ['no', AGENT, ['list', 'pods', '--all-namespaces']],
    ['no', AGENT, ['get', 'secrets', '--namespace=bootc-operator']],
    ['yes', OPERATOR, ['patch', 'nodes']],
    ['yes', OPERATOR, ['list', 'pods', '--all-namespaces']],
    ['yes', OPERATOR, ['create', 'pods', '--subresource=eviction', '--all-namespaces']],
    ['no', OPERATOR, ['delete', 'pods', '--all-namespaces']],
    ['no', OPERATOR, ['deletecollection', 'pods', '--all-namespaces']],
    ['no', OPERATOR, ['create', 'pods', '--namespace=bootc-operator']],
    ['no', OPERATOR, ['get', 'secrets', '--all-namespaces']],
    ['no', OPERATOR, ['list', 'secrets', '--all-namespaces']],
    ['no', OPERATOR, ['list', 'secrets', '--namespace=bootc-operator']],
    ['yes', OPERATOR, ['get', 'secrets', '--namespace=bootc-operator']],
    ['yes', OPERATOR, ['delete', 'secrets', '--namespace=bootc-operator']],
    ['no', OPERATOR, ['get', 'secrets', '--namespace=kube-system']],
    ['no', OPERATOR, ['create', 'secrets', '--namespace=default']],
    ['no', OPERATOR, ['delete', 'nodes']],
    ['no', OPERATOR, ['patch', 'nodes', '--subresource=status']],
    ['no', OPERATOR, ['create', 'bootcnodepools']],
    ['no', OPERATOR, ['patch', 'bootcnodeupdates', '--subresource=status']],
    ['yes', OPERATOR, ['create', 'bootcnodeupdates']],
    ['yes', OPERATOR, ['delete', 'bootcnodeupdates']],
    ['no', OPERATOR, ['update', 'bootcnodeupdates']],
    ['no', OPERATOR, ['deletecollection', 'bootcnodeupdates']],
    ['no', OPERATOR, ['delete', 'bootcrollouts']],
    ['yes', OPERATOR, ['list', 'daemonsets', '--all-namespaces']],
    ['yes', OPERATOR, ['create', 'daemonsets', '--namespace=bootc-operator']],
    ['no', OPERATOR, ['create', 'daemonsets', '--namespace=default']],
    ['yes', OPERATOR, ['get', 'leases', '--namespace=kube-node-lease']],
    ['no', OPERATOR, ['update', 'leases', '--namespace=kube-node-lease']],
    ['no', OPERATOR, ['get', 'leases', '--namespace=kube-system']],
    ['no', OPERATOR, ['create', 'clusterrolebindings']],
    ['no', OPERATOR, ['impersonate', 'serviceaccounts', '--namespace=kube-system']],
  ]
  for (const [want, account, question] of answers) {
    it(`${account} ${want === 'yes' ? 'may' : 'must not'} ${question.join(' ')}`, async () => {
      const { stdout } = await cluster.kubectl('auth', 'can-i', ...question, as(account))
      assert.equal(stdout.trim(), want)
    })
  }

  it('no role has a wildcard', async () => {
    const { stdout } = await cluster.kubectl(
      'get',
      'clusterroles,roles',
      '-A',
      '-l',
      'app.kubernetes.io/name=bootc-operator',
      '-o',
      'json',
    )
    const { items } = JSON.parse(stdout)
    assert.equal(items.length, 11)
    assert.doesNotMatch(JSON.stringify(items.map(({ rules }: { readonly rules: unknown }) => rules)), /\*/)
  })
})
