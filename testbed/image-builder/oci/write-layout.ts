import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image } from './assemble-image'
import { descriptorOf } from './blob'

/**
 * Writes the image as an OCI layout, which skopeo, podman and buildah read:
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md. What was in the folder before is gone; the
 * folder is never seen half written.
 */
export const writeLayout = async (folder: string, { manifest, blobs }: Image): Promise<void> => {
  const partial = `${folder}.${process.pid}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(join(partial, 'blobs', 'sha256'), { recursive: true })
  for (const { digest, content } of [manifest, ...blobs]) {
    await writeFile(join(partial, 'blobs', ...digest.split(':')), content)
  }
  await writeFile(join(partial, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  await writeFile(
    join(partial, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [descriptorOf(manifest)] }),
  )
  await rm(folder, { recursive: true, force: true })
  await rename(partial, folder)
}
