import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Descriptor, digestOf } from '../../../../testbed/image-builder/oci/blob'

/** Reads a piece of an OCI layout, and sees that it is what it is called. */
const readBlob = (layout: string, { digest, size }: Descriptor): Buffer => {
  const content = readFileSync(join(layout, 'blobs', ...digest.split(':')))
  assert.equal(digestOf(content), digest)
  assert.equal(content.length, size)
  return content
}

export interface ImageConfiguration {
  readonly architecture: string
  readonly os: string
  readonly config: Readonly<Record<string, unknown>>
}

/** Unpacks the layers of an OCI layout as a container engine would; answers with the image's configuration. */
export const extractLayout = (layout: string, root: string): ImageConfiguration => {
  assert.deepEqual(JSON.parse(readFileSync(join(layout, 'oci-layout'), 'utf8')), { imageLayoutVersion: '1.0.0' })
  const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
  assert.equal(manifests.length, 1)
  const manifest = JSON.parse(readBlob(layout, manifests[0]).toString())
  mkdirSync(root)
  for (const layer of manifest.layers) {
    execFileSync('tar', ['-xzpf', '-', '-C', root], { input: readBlob(layout, layer) })
  }
  return JSON.parse(readBlob(layout, manifest.config).toString())
}
