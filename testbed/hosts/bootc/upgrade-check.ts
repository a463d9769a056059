import * as E from 'fp-ts/Either'
import type { CommandContext } from '../host-command-context'
import { bumpBootcFolder } from '../host-files'
import { type HostState, type StoredImage, writeState } from '../host-state'
import { parseImageReference } from '../image-reference'
import type { ImageLayer } from '../registry'
import { failures } from './failure'
import { resolveImage } from './fetch-manifest'
import { formatSize } from './format-size'
import { failVerb } from './verb'

const line = (label: string, layers: ReadonlyArray<ImageLayer>): string => {
  const bytes = layers.reduce((sum, { size }) => sum + size, 0)
  return `${label.padEnd(18)}${String(layers.length).padEnd(4)}  Size: ${formatSize(bytes)}\n`
}

/** The layers by which an update differs, as `upgrade` prints them and `switch` does not (recorded steps 074 and 077). */
export const layerDifference = (from: StoredImage, to: StoredImage): string => {
  const without = (layers: ReadonlyArray<ImageLayer>, others: ReadonlyArray<ImageLayer>): ReadonlyArray<ImageLayer> =>
    layers.filter(({ digest }) => !others.some(other => other.digest === digest))
  return [
    line('Total new layers:', to.layers),
    line('Removed layers:', without(from.layers, to.layers)),
    line('Added layers:', without(to.layers, from.layers)),
  ].join('')
}

/** Remembers news with the commit they are news for; they are not forgotten when they are old. */
export const withCachedUpdate = (state: HostState, current: StoredImage, news: StoredImage): HostState => ({
  ...state,
  cachedUpdates: { ...state.cachedUpdates, [current.commit]: news },
})

/** `bootc upgrade --check`: manifest only; says the same exit code whether there are news or not. */
export const checkForUpdate = (context: CommandContext, state: HostState, current: StoredImage): number => {
  const reference = parseImageReference(current.image)
  if (reference?.tag !== undefined && reference.digest !== undefined) {
    return failVerb(context, 'upgrade', failures.tagAndDigest(reference))
  }
  const fetched = resolveImage(context, state.images, current.image)
  if (E.isLeft(fetched)) return failVerb(context, 'upgrade', fetched.left)
  const news = fetched.right
  if (news.digest === current.digest) {
    context.out(`No changes in: docker://${current.image}\n`)
    return 0
  }
  writeState(context.layout, withCachedUpdate(state, current, news))
  bumpBootcFolder(context.layout)
  context.out(`Update available for: docker://${news.image}\n  Version: ${news.version}\n  Digest: ${news.digest}\n`)
  context.out(layerDifference(current, news))
  return 0
}
