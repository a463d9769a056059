import { join } from 'node:path'
import { debianSystem } from './contents/debian-system'
import type { ImageNode } from './contents/node-layers'
import { ownSystem } from './contents/own-system'
import { pinnedNode } from './contents/pinned-node'
import { type ImageName, recipes } from './images/recipes'
import { readSource } from './images/source'
import type { ImageContents } from './oci/assemble-image'
import { architectureOf, ownPlatform, type Platform } from './platform'

export interface BuildOptions {
  readonly log: (line: string) => void
  /** The machines that the image is for; undefined takes this one's kind. */
  readonly platform?: Platform | undefined
  /** The Node for the image; undefined takes the pinned release. */
  readonly node?: string | undefined
  /** Folder of the bundles; undefined takes dist/. */
  readonly bundles?: string | undefined
  /** The version it says it is; undefined takes the one of package.json. */
  readonly version?: string | undefined
  /** How hard zlib tries, 1 to 9; undefined takes its default. Most of the time of a build goes there. */
  readonly compression?: number | undefined
}

const imageNode = async (platform: Platform, { node, log }: BuildOptions): Promise<ImageNode> => {
  const file = node ?? (await pinnedNode(platform, log))
  const own = ownPlatform()
  return { file, running: own === undefined || own === platform ? file : await pinnedNode(own, log) }
}

/** Everything that is in one of our images. Rejects with a sentence that says what is missing. */
export const contentsOf = async (name: ImageName, options: BuildOptions): Promise<ImageContents> => {
  const { log, bundles, version, platform = ownPlatform() } = options
  if (platform === undefined)
    throw new Error(`no Node is pinned for ${process.arch}: build for another machine with --platform=linux/amd64`)
  const source = await readSource(version)
  const { layers, config } = await recipes[name]({
    source,
    bundles: bundles ?? join(__dirname, '..', '..', 'dist'),
    platform,
    system: platform === ownPlatform() ? ownSystem : debianSystem(architectureOf(platform), log),
    node: () => imageNode(platform, options),
    log,
  })
  return { layers, config, architecture: architectureOf(platform), created: source.created }
}
