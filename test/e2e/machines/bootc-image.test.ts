import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imageHosts } from '../../../e2e/nodes/bootc-image/image-hosts'
import { installArguments } from '../../../e2e/nodes/bootc-image/podman-arguments'
import { readLayout } from '../../../e2e/nodes/bootc-image/read-layout'
import { writeLayout } from '../../../testbed/image-builder/oci/write-layout'
import { osImage } from '../../../testbed/images/os-image'

describe('bootc install by podman', () => {
  const words = installArguments({
    image: '127.0.0.1:5000/os@sha256:aa',
    target: '10.0.2.2:5000/os@sha256:aa',
    folder: '/run/of/e2e',
    disk: 'installed.raw',
  })
  const at = (word: string): number => words.indexOf(word)

  it('gets its own words after the image, and podman its words before it', () => {
    assert.ok(at('--privileged') < at('127.0.0.1:5000/os@sha256:aa'))
    assert.ok(at('127.0.0.1:5000/os@sha256:aa') < at('to-disk'))
    assert.equal(words.at(-1), '/output/installed.raw')
    assert.ok(words.includes('--volume=/run/of/e2e:/output'))
  })

  it('is told whom to ask for updates: the registry as machines name it', () =>
    assert.ok(words.includes('--target-imgref=10.0.2.2:5000/os@sha256:aa')))

  it('is refused without podman, by name', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = '/nowhere'
    try {
      await assert.rejects(
        imageHosts('r/os:1', '/nowhere', () => undefined),
        /BOOTC_IMAGE needs podman/,
      )
    } finally {
      process.env['PATH'] = path
    }
  })
})

describe('an image in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layout-'))
  after(() => rmSync(folder, { recursive: true }))

  it('has the layers that its manifest names, read when they are asked for', async () => {
    const { image } = osImage('1')
    await writeLayout(folder, image)
    const { image: read, layers } = readLayout(folder)
    assert.deepEqual(
      layers.map(({ digest, bytes }) => [digest, bytes.length]),
      read.manifest.layers.map(({ digest, size }) => [digest, size]),
    )
    assert.equal(read.config.rootfs.diff_ids.length, 1)
  })
})
