import type { Failure } from '../bootc/failure'
import { neededLayers, type PullOptions, pullLayers } from '../bootc/pull-layers'
import type { CommandContext } from '../host-command-context'
import { type Deployment, type HostState, readState, type StoredImage, withRun, writeState } from '../host-state'
import { makeComposefsDeployment, showStagedComposefs, writeStagedEntries } from './files'
import { beginPull } from './pulls'
import { collectStore } from './store'

/** Two pulls at once: the later one collects what the earlier one brought, and its own goes with it. */
const breakStore = (context: CommandContext, first: StoredImage, later: StoredImage): void => {
  const { layout } = context
  const state = collectStore(layout, withRun(readState(layout), { staged: undefined }))
  writeState(layout, state)
  makeComposefsDeployment(layout, first)
  writeStagedEntries(layout, state, first.commit)
  showStagedComposefs(layout, later.commit, false)
}

const collectionFailure = ({ commit }: StoredImage): Failure => ({
  text: `Performing Upgrade Operation: Running composefs garbage collection: Deleting state directory for deployment ${commit}: Removing dir "state/deploy/${commit}": No such file or directory (os error 2)`,
})

/** The deployment that has this content already, in bootc's words; nothing can be switched to it (steps 226 to 228). */
export const sameContent = (state: HostState, { commit }: StoredImage): Failure | undefined => {
  const existing = state.deployments.find(({ image }) => image.commit === commit)
  if (existing === undefined) return undefined
  const slot = `${existing.image.commit}.${existing.serial}` === state.run.booted ? 'Booted' : 'Rollback'
  return { text: `Target image has the same fs-verity digest as the existing Some(${slot}) deployment.` }
}

/** Pulls and stages without a word, and without any lock. */
export const stageComposefs = async (
  context: CommandContext,
  image: StoredImage,
  options: PullOptions & { readonly locked: boolean },
): Promise<Failure | undefined> => {
  const { layout } = context
  const pull = beginPull(layout, image)
  await pullLayers(context, image, { ...options, needed: neededLayers(readState(layout), image), composefs: true })
  const met = pull.end()
  if (met !== undefined) {
    const [first, later] = met.wasFirst ? [met.image, image] : [image, met.image]
    breakStore(context, first, later)
    return met.wasFirst ? collectionFailure(image) : undefined
  }
  const deployment: Deployment = { image, serial: 0, pinned: false }
  makeComposefsDeployment(layout, image)
  const state = collectStore(layout, withRun(readState(layout), { staged: { deployment, locked: options.locked } }))
  writeStagedEntries(layout, state, image.commit)
  writeState(layout, state)
  showStagedComposefs(layout, image.commit, options.locked)
  return undefined
}
