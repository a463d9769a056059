import assert from 'node:assert/strict'
import { layersOf } from '../../../e2e/nodes/qemu/guest/host/deployments'
import { manifestIn } from '../../../e2e/nodes/qemu/guest/host/skopeo'
import type { Deployment } from '../../../testbed/hosts/host-state'

const deployment = (...layers: ReadonlyArray<string>): Deployment => ({
  image: {
    image: 'registry.example/os:1',
    digest: 'sha256:d',
    version: '1',
    timestamp: '',
    architecture: 'amd64',
    kernel: '',
    commit: 'd',
    layers: layers.map(digest => ({ digest: `sha256:${digest}`, size: 1 })),
  },
  serial: 0,
  pinned: false,
})

describe('the root of a machine', () => {
  it('has the last layer of the image on top, and the packages of Debian at the bottom', () =>
    assert.deepEqual(layersOf(deployment('aa', 'bb', 'cc')), ['cc', 'bb', 'aa', 'base']))
})

describe('what a registry answers for an image', () => {
  const layers = [{ digest: 'sha256:aa', size: 1 }]
  const index = {
    manifests: [
      { digest: 'sha256:arm', platform: { architecture: 'arm64' } },
      { digest: 'sha256:amd', platform: { architecture: 'amd64' } },
    ],
  }
  const bytes = (value: object): Buffer => Buffer.from(JSON.stringify(value))

  it('is the image, under the digest of its bytes', () => {
    const found = manifestIn(bytes({ layers }), 'amd64')
    assert.deepEqual(found.kind === 'image' && found.manifest.layers, layers)
    assert.match(found.kind === 'image' ? found.manifest.digest : '', /^sha256:[0-9a-f]{64}$/)
  })
  it('or an index, which leads to the one for this architecture', () =>
    assert.deepEqual(manifestIn(bytes(index), 'amd64'), { kind: 'index', digest: 'sha256:amd' }))
  it('or an index without one', () =>
    assert.deepEqual(manifestIn(bytes(index), 's390x'), { kind: 'index', digest: undefined }))
})
