import assert from 'node:assert/strict'
import { installedHost } from '../../../e2e/nodes/qemu/installed-host'
import { bootedDeployment, type HostState } from '../../../testbed/hosts/host-state'
import { osImage } from '../../../testbed/images/os-image'

const os = osImage('7')
const files = installedHost('node-1', os, '10.0.2.2:5000/os')
const entry = (files['ostree/boot-entries'] ?? '').trim()

describe('a disk that an image was installed to', () => {
  it('boots the image: its layer over the packages of Debian', () => {
    const [top = '', ...below] = (files[`ostree/deploy/default/deploy/${entry}/layers`] ?? '').trim().split('\n')
    assert.deepEqual(below, ['base'])
    assert.match(files[`ostree/layers/${top}/usr/lib/os-release`] ?? '', /^VERSION_ID=7$/m)
  })

  it('knows what it was installed from', () => {
    const state = JSON.parse(files['ostree/deploy/default/var/lib/bootc-e2e/state.json'] ?? '') as HostState
    const { image } = bootedDeployment(state)
    assert.equal(image.image, `10.0.2.2:5000/os@${os.image.manifest.digest}`)
    assert.equal(`${image.commit}.0`, entry)
    assert.deepEqual(
      Object.keys(state.layers),
      image.layers.map(({ digest }) => digest),
    )
  })
})

describe('an image of the operating system', () => {
  it('differs by its version, and is the same image whenever it is made', () => {
    assert.equal(osImage('7').image.manifest.digest, os.image.manifest.digest)
    assert.notEqual(osImage('8').image.manifest.digest, os.image.manifest.digest)
  })

  it('that does not boot says so to the boot loader alone', () => {
    assert.ok('usr/share/bootc-e2e/does-not-boot' in osImage('7', { boots: false }).files)
    assert.ok(!('usr/share/bootc-e2e/does-not-boot' in os.files))
  })
})
