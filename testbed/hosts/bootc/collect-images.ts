import type { HostState } from '../host-state'
import { formatSize } from './format-size'

export interface Collected {
  readonly state: HostState
  /** The line bootc prints when it dropped an image reference; empty otherwise. */
  readonly line: string
}

/**
 * What bootc cleans up after staging: image references that no deployment uses, and then the layers that neither a
 * reference nor a deployment needs. A reference may have moved on (a tag) while a deployment still needs the old layers.
 * One pulled by tag and digest is kept under another name than its deployment uses, so it is dropped at once (step 121).
 */
export const collectImages = (state: HostState): Collected => {
  const { staged } = state.run
  const deployed = [...state.deployments, ...(staged === undefined ? [] : [staged.deployment])].map(
    ({ image }) => image,
  )
  const used = new Set(deployed.map(({ image }) => image))
  const references = Object.entries(state.images)
  const kept = references.filter(([reference]) => used.has(reference))
  const needed = new Set(
    [...kept.map(([, image]) => image), ...deployed].flatMap(({ layers }) => layers.map(({ digest }) => digest)),
  )
  const dropped = Object.values(state.layers).filter(({ digest }) => !needed.has(digest))
  const commits = new Set([...kept.map(([, image]) => image), ...deployed].map(({ commit }) => commit))
  const bytes = dropped.reduce((sum, { size, stored }) => sum + (stored ?? size), 0)
  const count = references.length - kept.length
  return {
    state: {
      ...state,
      images: Object.fromEntries(kept),
      layers: Object.fromEntries(Object.entries(state.layers).filter(([digest]) => needed.has(digest))),
      cachedUpdates: Object.fromEntries(Object.entries(state.cachedUpdates).filter(([commit]) => commits.has(commit))),
    },
    line: count === 0 ? '' : `Pruned images: ${count} (layers: ${dropped.length}, objsize: ${formatSize(bytes)})\n`,
  }
}
