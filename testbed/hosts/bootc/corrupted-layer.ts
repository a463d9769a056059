import type { CommandContext, HostCommand } from '../host-command-context'
import { readState, type StoredImage, writeState } from '../host-state'
import { collectImages } from './collect-images'
import { type Failure, failures } from './failure'
import { formatSize } from './format-size'
import { neededLayers } from './pull-layers'

/** A registry alters a layer: the pull fails, and ostree keeps the layer all the same (recorded step 330). */
export const keepAltered = ({ layout }: CommandContext, image: StoredImage): Failure => {
  const state = readState(layout)
  const layer = neededLayers(state, image).at(-1)
  if (layer === undefined) return failures.corruptedLayer('sha256:0')
  writeState(layout, { ...state, layers: { ...state.layers, [layer.digest]: { ...layer, altered: true } } })
  return failures.corruptedLayer(layer.digest)
}

/** `bootc internals` on ostree: of its commands only `cleanup` (recorded step 340). */
export const ostreeInternals: HostCommand = async (context, args) => {
  if (args[0] !== 'cleanup') {
    context.err(`error: the simulated bootc knows no internals ${args.join(' ')}\n`)
    return 2
  }
  const before = readState(context.layout)
  const { state } = collectImages(before)
  writeState(context.layout, state)
  const gone = Object.values(before.layers).filter(({ digest }) => state.layers[digest] === undefined)
  const bytes = gone.reduce((sum, { size, stored }) => sum + (stored ?? size), 0)
  const images = Object.keys(before.images).length - Object.keys(state.images).length
  context.out(`Pruned images: ${images} (layers: ${gone.length}, objsize: ${formatSize(bytes)})\n`)
  return 0
}
