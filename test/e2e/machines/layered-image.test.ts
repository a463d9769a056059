import assert from 'node:assert/strict'
import { type BaseImage, layeredImage } from '../../../testbed/images/layered-image'
import { osImage } from '../../../testbed/images/os-image'
import { digestOf, type Pushable } from '../../../testbed/registry/tiny-image'

const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: 'sha256:base', size: 7 }
const base: BaseImage = {
  manifest: { layers: [layer] },
  config: { config: { Labels: { 'ostree.bootable': '1', vendor: 'x' } }, rootfs: { diff_ids: ['sha256:diff'] } },
}
const parsed = (blob: { readonly bytes: Buffer } | undefined) => JSON.parse(blob?.bytes.toString() ?? '{}')
const configOf = (image: Pushable) => parsed(image.blobs[0])

describe('a version of the operating system over another image', () => {
  const image = layeredImage(base, osImage('7'))
  const manifest = parsed(image.manifest)

  it('has the layers of the image below its own, and nothing of them to push', () => {
    const [config, own] = image.blobs
    assert.equal(image.blobs.length, 2)
    assert.deepEqual(manifest.layers[0], layer)
    assert.equal(manifest.layers[1].digest, own?.digest)
    assert.equal(manifest.config.digest, config?.digest)
  })

  it('says of each layer what it is unpacked', () => {
    const { diff_ids } = configOf(image).rootfs
    assert.equal(diff_ids.length, manifest.layers.length)
    assert.equal(diff_ids[0], 'sha256:diff')
    assert.match(diff_ids[1], /^sha256:[0-9a-f]{64}$/)
  })

  it('has an entry of history for each layer, since bootc refuses a shorter one', () =>
    assert.equal(configOf(image).history.length, manifest.layers.length))

  it('is named by the digest of its manifest, which its version changes', () => {
    assert.equal(image.manifest.digest, digestOf(image.manifest.bytes))
    assert.notEqual(layeredImage(base, osImage('8')).manifest.digest, image.manifest.digest)
    assert.equal(layeredImage(base, osImage('7')).manifest.digest, image.manifest.digest)
  })

  it('keeps labels of the image, but whether it boots is its own word', () => {
    const labels = configOf(image).config.Labels
    assert.equal(labels.vendor, 'x')
    assert.equal(labels['ostree.bootable'], '1')
    assert.equal(labels['org.opencontainers.image.version'], '7')
  })
})
