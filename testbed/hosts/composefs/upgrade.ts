import * as E from 'fp-ts/Either'
import { fetchManifest } from '../bootc/fetch-manifest'
import { openProgress, type Progress } from '../bootc/progress'
import { type PullOptions, stallOf } from '../bootc/pull-layers'
import { parseUpgrade, targetOf, type UpgradeArguments } from '../bootc/upgrade'
import { layerDifference } from '../bootc/upgrade-check'
import { failVerb, lockedVerb, playVerbFault } from '../bootc/verb'
import type { CommandContext, HostCommand } from '../host-command-context'
import { bootedDeployment, readState, specImage, withRun, writeState } from '../host-state'
import { rebootAndPark } from '../reboot-request'
import { brokenStore } from './broken'
import { showStagedComposefs } from './files'
import { prepareComposefs } from './soft-reboot'
import { sameContent, stageComposefs } from './stage'
import { isStored } from './store'

/**
 * Unlocks in silence, and prepares a soft reboot where one is asked for (steps 257 and 410); returns before `--apply` and
 * `--soft-reboot` are looked at when there is nothing to unlock (210 and 465).
 */
const fromDownloaded = (context: CommandContext, wish: string | undefined): number => {
  const state = readState(context.layout)
  const { staged } = state.run
  if (staged === undefined) return failVerb(context, 'upgrade', { text: 'No staged deployment found' })
  if (!staged.locked) {
    context.out('Staged deployment is present and not in download only mode.\n')
    context.out('Use `bootc update --apply` to apply the update.\n')
    return 0
  }
  writeState(context.layout, withRun(state, { staged: { ...staged, locked: false } }))
  showStagedComposefs(context.layout, staged.deployment.image.commit, false)
  return prepareComposefs(context, 'upgrade', wish)
}

interface Fetching {
  readonly asked: UpgradeArguments
  readonly progress: Progress
  readonly stall: PullOptions['stall']
}

/**
 * With the wanted image staged nothing happens, whatever was asked for (steps 208 to 212). `--check` looks only when the
 * image is not in the repository; else it stages, unlocked (step 222).
 */
const fetchAndStage = async (context: CommandContext, { asked, ...pull }: Fetching): Promise<number> => {
  const { flags, values } = asked
  const state = readState(context.layout)
  const target = targetOf(specImage(state).image, values['--tag'])
  const fetched = fetchManifest(context, target)
  if (E.isLeft(fetched)) return failVerb(context, 'upgrade', fetched.left)
  const image = fetched.right
  const booted = bootedDeployment(state).image
  if (state.run.staged?.deployment.image.digest === image.digest) {
    context.out(`No changes in staged image: ${target}\n`)
    return 0
  }
  if (booted.digest === image.digest) {
    context.out(`No changes in: ${target}\n`)
    return 0
  }
  if (flags.has('--check') && !isStored(state, image.digest)) {
    context.out(layerDifference(booted, image))
    return 0
  }
  const same = sameContent(state, image)
  if (same !== undefined) return failVerb(context, 'upgrade', same)
  const failure = await stageComposefs(context, image, { ...pull, locked: flags.has('--download-only') })
  if (failure !== undefined) return failVerb(context, 'upgrade', failure)
  const unprepared = prepareComposefs(context, 'upgrade', values['--soft-reboot'])
  return unprepared === 0 && flags.has('--apply') ? rebootAndPark(context) : unprepared
}

const upgrade = async (context: CommandContext, asked: UpgradeArguments): Promise<number> => {
  const progress = openProgress(context, asked.values['--progress-fd'])
  if (progress === undefined) return failVerb(context, 'upgrade', { text: 'not a pipe' })
  const broken = brokenStore(context.layout)
  if (broken !== undefined) return failVerb(context, 'upgrade', broken)
  const faulted = await playVerbFault(context, 'upgrade', specImage(readState(context.layout)).image)
  if (E.isLeft(faulted)) return faulted.left
  if (asked.flags.has('--from-downloaded')) return fromDownloaded(context, asked.values['--soft-reboot'])
  return fetchAndStage(context, { asked, progress, stall: stallOf(faulted.right ?? {}) })
}

/** `bootc upgrade` on composefs. */
export const composefsUpgrade: HostCommand = async (context, args) => {
  const parsed = parseUpgrade(context, args)
  if (E.isRight(parsed)) return lockedVerb(context, () => upgrade(context, parsed.right))
  context.err(parsed.left)
  return 2
}
