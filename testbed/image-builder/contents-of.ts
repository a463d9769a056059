import { join } from 'node:path'
import { pinnedNode } from './contents/pinned-node'
import { type ImageName, recipes } from './images/recipes'
import { readSource } from './images/source'
import type { ImageContents } from './oci/assemble-image'

export interface BuildOptions {
  readonly log: (line: string) => void
  /** The Node for the image; undefined takes the pinned release. */
  readonly node?: string | undefined
  /** Folder of the bundles; undefined takes dist/. */
  readonly bundles?: string | undefined
  /** The version it says it is; undefined takes the one of package.json. */
  readonly version?: string | undefined
  /** How hard zlib tries, 1 to 9; undefined takes its default. Most of the time of a build goes there. */
  readonly compression?: number | undefined
}

/** Node's name of this machine's architecture → the Go world's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Everything that is in one of our images. Rejects with a sentence that says what is missing. */
export const contentsOf = async (
  name: ImageName,
  { log, node, bundles, version }: BuildOptions,
): Promise<ImageContents> => {
  const source = await readSource(version)
  const { layers, config } = await recipes[name]({
    source,
    bundles: bundles ?? join(__dirname, '..', '..', 'dist'),
    node: async () => node ?? pinnedNode(log),
    log,
  })
  return { layers, config, architecture: ARCHITECTURES[process.arch] ?? process.arch, created: source.created }
}
