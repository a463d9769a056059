import assert from 'node:assert/strict'
import { controlPlaneImages, sandboxImage } from '../../../e2e/kind-image/control-plane-images'
import { isBounded } from '../../../e2e/kind-image/engine'
import { kindConfig } from '../../../e2e/kind-image/kind-config'

const LISTED = `registry.k8s.io/kube-apiserver:v1.36.3
registry.k8s.io/kube-proxy:v1.36.3
registry.k8s.io/coredns/coredns:v1.14.2
registry.k8s.io/pause:3.10.2
registry.k8s.io/etcd:3.6.8-0
`

describe('the image of a kind node', () => {
  it('has the images of the programs that are built here, under the names of kubeadm', () =>
    assert.deepEqual(controlPlaneImages(LISTED), [
      { image: 'registry.k8s.io/kube-apiserver:v1.36.3', program: 'kube-apiserver' },
      { image: 'registry.k8s.io/etcd:3.6.8-0', program: 'etcd' },
    ]))

  it('knows the image of the sandbox, or says that there is none', () => {
    assert.equal(sandboxImage(LISTED), 'registry.k8s.io/pause:3.10.2')
    assert.throws(() => sandboxImage('registry.k8s.io/etcd:3\n'), /names no image pause/)
  })
})

describe('the configuration of kind', () => {
  const config = JSON.parse(kindConfig({ name: 'n', image: 'i', apiPort: 16443, hostAddress: '10.0.2.2' }))

  it('lets the API server be known by the address that machines use', () => {
    const [patch] = config.kubeadmConfigPatches.map((text: string) => JSON.parse(text))
    assert.deepEqual(patch.apiServer.certSANs, ['localhost', '127.0.0.1', '10.0.2.2'])
  })

  it('listens on this machine alone', () =>
    assert.deepEqual([config.networking.apiServerAddress, config.networking.apiServerPort], ['127.0.0.1', 16443]))
})

describe('a machine whose containers cannot have every capability', () => {
  const cases = [
    { name: 'lacks CAP_SYS_RESOURCE', bounding: '000001fffeffffff', want: true },
    { name: 'has all', bounding: '000001ffffffffff', want: false },
  ]
  for (const { name, bounding, want } of cases)
    it(name, () => assert.equal(isBounded(`CapEff:\t0\nCapBnd:\t${bounding}\n`), want))
})
