import type { HostState, StoredImage } from '../host-state'
import type { HostLayout } from '../layout'
import { collectComposefsFolders } from './files'

/** All that deployments and what is staged need. */
const needed = ({ deployments, run }: HostState): ReadonlyArray<StoredImage> =>
  [...deployments, ...(run.staged === undefined ? [] : [run.staged.deployment])].map(({ image }) => image)

const byDigest = (images: ReadonlyArray<StoredImage>): HostState['images'] =>
  Object.fromEntries(images.map(image => [image.digest, image]))

/** Drops every image that no deployment needs; runs when something was staged, deleted or finalized. */
export const collectStore = (layout: HostLayout, state: HostState): HostState => {
  const kept = needed(state)
  collectComposefsFolders(
    layout,
    kept.map(({ commit }) => commit),
  )
  return {
    ...state,
    images: byDigest(kept),
    layers: Object.fromEntries(kept.flatMap(({ layers }) => layers).map(layer => [layer.digest, layer])),
  }
}

/** Its config is in the repository, deployed or left over from a staging that was lost. */
export const isStored = ({ images }: HostState, digest: string): boolean => images[digest] !== undefined
