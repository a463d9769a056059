import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { installedSkopeo } from '../../testbed/image-builder/skopeo'
import { mustRun } from './must-run'

/** Where the official image has it. */
const PROGRAM = 'usr/bin/metacontroller'

interface ImageManifest {
  readonly layers: ReadonlyArray<{ readonly digest: string }>
}

/**
 * Takes the program out of Metacontroller's image into a file. The image is named by its digest, by which skopeo checks all
 * that it gets. `source` is what skopeo copies, such as `docker://repository@sha256:…`.
 */
export const metacontrollerBinary = async (
  source: string,
  output: string,
  flags: ReadonlyArray<string> = [],
): Promise<void> => {
  const folder = mkdtempSync(join(dirname(output), 'metacontroller-'))
  try {
    const skopeo = await installedSkopeo(line => console.error(line))
    await mustRun(skopeo, ['--insecure-policy', 'copy', '--quiet', ...flags, source, `dir:${folder}`])
    const { layers } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ImageManifest
    for (const { digest } of layers) {
      const layer = join(folder, digest.replace(/^sha256:/, ''))
      const names = (await mustRun('tar', ['-tf', layer])).split('\n')
      const name = names.find(entry => entry.replace(/^\.?\//, '') === PROGRAM)
      if (name !== undefined) await mustRun('tar', ['-xf', layer, '-C', folder, name])
    }
    const found = join(folder, PROGRAM)
    if (!existsSync(found)) throw new Error(`${source} has no /${PROGRAM}; it has ${readdirSync(folder).length} blobs`)
    chmodSync(found, 0o755)
    renameSync(found, output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
