import type { CommandContext } from '../host-command-context'
import {
  bumpBootcFolder,
  bumpDeployFolder,
  deploymentFolders,
  makeDeploymentFolder,
  removeOrphanFolders,
  showNextRoot,
  showStaged,
  writeRebootRequired,
} from '../host-files'
import {
  bootedDeployment,
  type Deployment,
  type HostState,
  idOf,
  readState,
  type StoredImage,
  withRun,
  writeState,
} from '../host-state'
import { repositoryName } from '../image-reference'
import type { ImageLayer } from '../registry'
import { collectImages } from './collect-images'
import { formatSize } from './format-size'
import { staging } from './progress-events'
import { neededLayers, type PullOptions, pullLayers } from './pull-layers'
import { isSince } from './releases'

/** Said when the repository has exactly this image already. */
export const announceKnownImage = (context: CommandContext, state: HostState, image: StoredImage): void => {
  if (state.images[repositoryName(image.image)]?.digest !== image.digest) return
  context.out(`No changes in ${image.image} => ${image.digest}\n`)
}

const byDigest = (layers: ReadonlyArray<ImageLayer>): Record<string, ImageLayer> =>
  Object.fromEntries(layers.map(layer => [layer.digest, layer]))

/** Directories of lost stagings count too, so a second try has a new serial (recorded steps 041 and 043). */
export const nextSerial = (context: CommandContext, commit: string): number => {
  const serials = deploymentFolders(context.layout)
    .filter(folder => folder.startsWith(`${commit}.`))
    .map(folder => Number(folder.split('.')[1]))
  return serials.length === 0 ? 0 : Math.max(...serials) + 1
}

const announceLayers = (context: CommandContext, needed: ReadonlyArray<ImageLayer>, { layers }: StoredImage): void => {
  if (needed.length === 0) return
  const bytes = needed.reduce((sum, { size }) => sum + size, 0)
  context.out(
    `layers already present: ${layers.length - needed.length}; layers needed: ${needed.length} (${formatSize(bytes)})\n`,
  )
}

/** The repository keeps images; whether a signature is asked for is said by the deployment's origin. */
const withoutSignature = ({ signature: _ofOrigin, ...image }: StoredImage): StoredImage => image

export interface StageOptions extends PullOptions {
  readonly locked: boolean
  /** `switch` says whether it is queued (recorded step 302). */
  readonly bySwitch?: true
}

/**
 * Pulls and stages, and replaces whatever was staged. A prepared soft reboot is forgotten, but its mount stays
 * (recorded step 131). The order of the effects is the recorded one: the staged deployment first, /ostree/bootc last.
 */
export const stageImage = async (
  context: CommandContext,
  image: StoredImage,
  options: StageOptions,
): Promise<HostState> => {
  const { layout, settings } = context
  const needed = neededLayers(readState(layout), image)
  announceLayers(context, needed, image)
  await pullLayers(context, image, { ...options, needed })
  // Read again: systemctl does not take the lock, and may have stopped a unit meanwhile.
  const before = readState(layout)
  // Of kernel arguments those of the booted deployment are kept, and those that waited are lost (recorded steps 320 and 346).
  const kept = { options: bootedDeployment(before).options }
  const deployment: Deployment = { image, serial: nextSerial(context, image.commit), pinned: false, ...kept }
  const staged = withRun(
    {
      ...before,
      images: { ...before.images, [repositoryName(image.image)]: withoutSignature(image) },
      // What is there is not fetched again, also when it is not what its digest says (recorded step 330).
      layers: { ...byDigest(image.layers), ...before.layers },
    },
    { staged: { deployment, locked: options.locked }, softRebootTarget: undefined },
  )
  const collected = collectImages(staged)
  for (const event of staging(image.digest)) await options.progress.send(event)
  makeDeploymentFolder(layout, idOf(deployment))
  writeState(layout, collected.state)
  showStaged(layout, collected.state)
  showNextRoot(layout, collected.state)
  removeOrphanFolders(layout, collected.state)
  bumpDeployFolder(layout)
  context.err(`Deploying...done (${Math.ceil(settings.stageSeconds)} seconds)\n`)
  context.out(collected.line)
  if (isSince(settings.bootcVersion, '1.9.0')) writeRebootRequired(layout, image.digest)
  bumpBootcFolder(layout)
  const queued = options.locked && options.bySwitch === true ? 'Staged but not queued' : 'Queued'
  context.out(`${queued} for next boot: ${image.image}\n  Version: ${image.version}\n  Digest: ${image.digest}\n`)
  return collected.state
}
