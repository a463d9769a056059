import assert from 'node:assert/strict'
import { addressesOf } from '../../../e2e/nodes/qemu/network-plan'
import { type NodePlan, seedFiles } from '../../../e2e/nodes/qemu/seed-files'

const plan: NodePlan = {
  name: 'node-2',
  number: 2,
  numbers: [1, 2, 3],
  apiPort: 6443,
  registryPorts: [5000, 5001],
  mirrored: ['registry.example'],
  ca: 'PEM\n',
  access: { kubeconfig: '{}\n' },
}
const files = seedFiles(plan)

describe('the files that make a machine a node', () => {
  const cases = [
    { path: '/etc/hostname', want: /^node-2\n$/ },
    { path: '/etc/hosts', want: /^192\.168\.77\.2 node-2$/m },
    { path: '/etc/kubernetes/ca.crt', want: /^PEM\n$/ },
    { path: '/etc/bootc-e2e/node.env', want: /^NODE_IP=192\.168\.77\.2$/m },
    { path: '/etc/bootc-e2e/node.env', want: /^API_SERVER=10\.0\.2\.2:6443$/m },
    { path: '/etc/systemd/network/20-nodes.network', want: /^Address=192\.168\.77\.2\/24$/m },
    { path: '/etc/containerd/certs.d/10.0.2.2:5000/hosts.toml', want: /^server = "http:\/\/10\.0\.2\.2:5000"$/m },
    { path: '/etc/containerd/certs.d/10.0.2.2:5001/hosts.toml', want: /capabilities = \["pull", "resolve"\]/ },
    { path: '/etc/containerd/certs.d/registry.example/hosts.toml', want: /^\[host."http:\/\/10\.0\.2\.2:5000"\]$/m },
  ]
  for (const { path, want } of cases) it(`${path} has ${want}`, () => assert.match(files[path] ?? '', want))

  it('the way to the pods of every other machine leads to that machine, and none to its own', () => {
    const routes = [
      ...(files['/etc/systemd/network/20-nodes.network'] ?? '').matchAll(/Destination=(.*)\nGateway=(.*)/g),
    ]
    assert.deepEqual(
      routes.map(([, to, by]) => [to, by]),
      [
        ['10.244.1.0/24', '192.168.77.1'],
        ['10.244.3.0/24', '192.168.77.3'],
      ],
    )
  })

  it('pods get addresses of the machine, and every registry may be spoken to in plain words', () => {
    const network = JSON.parse(files['/etc/cni/net.d/10-pods.conflist'] ?? '')
    assert.deepEqual(network.plugins[0].ipam.ranges, [[{ subnet: '10.244.2.0/24' }]])
    const registries = files['/etc/containers/registries.conf.d/e2e.conf'] ?? ''
    assert.equal(registries.match(/insecure = true/g)?.length, 2)
  })
})

describe('how a kubelet gets in', () => {
  it('by a user of its own', () => {
    assert.equal(files['/etc/kubernetes/kubelet.kubeconfig'], '{}\n')
    assert.match(
      files['/etc/bootc-e2e/node.env'] ?? '',
      /^KUBELET_ACCESS=--kubeconfig=\/etc\/kubernetes\/kubelet\.kubeconfig$/m,
    )
  })

  it('or by a token for asking for a certificate, which is kept where images do not change it', () => {
    const other = seedFiles({ ...plan, access: { bootstrap: '{}\n' } })
    assert.equal(other['/etc/kubernetes/bootstrap.kubeconfig'], '{}\n')
    assert.equal(other['/etc/kubernetes/kubelet.kubeconfig'], undefined)
    const words = /--bootstrap-kubeconfig=\/etc\/kubernetes\/bootstrap\.kubeconfig --kubeconfig=\/var\//
    assert.match(other['/etc/bootc-e2e/node.env'] ?? '', words)
  })
})

describe('the addresses of a machine', () => {
  it('are different for different numbers', () => {
    const all = Array.from({ length: 200 }, (_, at) => addressesOf(at + 1))
    for (const field of ['node', 'pods', 'gateway', 'mac'] as const) {
      assert.equal(new Set(all.map(addresses => addresses[field])).size, 200, field)
    }
  })

  for (const number of [0, 201, 1.5, Number.NaN]) {
    it(`there is no machine ${number}`, () => assert.throws(() => addressesOf(number), /no machine has the number/))
  }
})
