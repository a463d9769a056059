import type { ImageNode } from '../contents/node-layers'
import type { System } from '../contents/system'
import type { ImageContents } from '../oci/assemble-image'
import type { Platform } from '../platform'
import type { Source } from './source'

export interface Ingredients {
  readonly source: Source
  /** Folder of the bundles that `npm run build` makes. */
  readonly bundles: string
  readonly platform: Platform
  /** What programs and libraries of Linux are taken from. */
  readonly system: System
  /** The Node that goes into the image; asked for only by what needs it, as it may have to be fetched. */
  readonly node: () => Promise<ImageNode>
  readonly log: (line: string) => void
}

/** Collects what is in one image. Rejects with a sentence that says what is missing. */
export type Recipe = (ingredients: Ingredients) => Promise<Pick<ImageContents, 'layers' | 'config'>>
