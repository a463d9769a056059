import * as E from 'fp-ts/Either'
import type { Fault } from '../faults'
import type { CommandContext, HostCommand } from '../host-command-context'
import { ensureBootcFolder, showStaged } from '../host-files'
import { bootedDeployment, type HostState, readState, specImage, withRun, writeState } from '../host-state'
import { parseImageReference } from '../image-reference'
import { rebootAndPark } from '../reboot-request'
import { applyDownloaded } from './apply-downloaded'
import { conflict, type ParsedArguments, parseArguments } from './arguments'
import { failures } from './failure'
import { resolveImage } from './fetch-manifest'
import { prepareSoftReboot } from './prepare-soft-reboot'
import { openProgress, type Progress } from './progress'
import { stallOf } from './pull-layers'
import { optionsOf } from './releases'
import { announceKnownImage, stageImage } from './stage-image'
import { checkForUpdate, layerDifference, withCachedUpdate } from './upgrade-check'
import { failVerb, lockedVerb, playVerbFault } from './verb'

export type UpgradeArguments = Extract<ParsedArguments, { ok: true }>

/** Options that clap refuses together, in the order it names them. */
const CONFLICTS: ReadonlyArray<readonly [string, string]> = [
  ['--check', '--apply'],
  ['--download-only', '--check'],
  ['--download-only', '--apply'],
  ['--from-downloaded', '--check'],
  ['--from-downloaded', '--download-only'],
]

/** Says what became of the staged image, which is the one that was fetched: locked or unlocked as asked. */
const setLock = (context: CommandContext, state: HostState, locked: boolean): void => {
  const { staged } = state.run
  if (staged === undefined || staged.locked === locked) {
    context.out('Staged update present, not changed\n')
    return
  }
  const changed = withRun(state, { staged: { ...staged, locked } })
  writeState(context.layout, changed)
  showStaged(context.layout, changed)
  context.out(
    locked
      ? 'Image downloaded, but will not be applied on reboot\n'
      : 'Staged deployment will now be applied on reboot\n',
  )
}

const softRebootThenReboot = (
  context: CommandContext,
  state: HostState,
  asked: UpgradeArguments,
): number | Promise<number> => {
  const { staged } = state.run
  if (staged === undefined) return 0
  const wish = { verb: 'upgrade', wish: asked.values['--soft-reboot'], deployment: staged.deployment } as const
  const failure = prepareSoftReboot(context, state, wish)
  return failure === 0 && asked.flags.has('--apply') ? rebootAndPark(context) : failure
}

/** `--tag T` replaces the tag of the spec image and drops its digest. */
export const targetOf = (spec: string, tag: string | undefined): string => {
  const repository = parseImageReference(spec)?.repository
  return tag === undefined || repository === undefined ? spec : `${repository}:${tag}`
}

interface Fetching {
  readonly asked: UpgradeArguments
  readonly progress: Progress
  readonly fault: Fault
}

const fetchAndStage = async (context: CommandContext, before: HostState, how: Fetching): Promise<number> => {
  const { asked, progress, fault } = how
  const locked = asked.flags.has('--download-only')
  const fetched = resolveImage(context, before.images, targetOf(specImage(before).image, asked.values['--tag']))
  if (E.isLeft(fetched)) return failVerb(context, 'upgrade', fetched.left)
  const image = fetched.right
  announceKnownImage(context, before, image)
  const booted = bootedDeployment(before).image
  if (before.run.staged?.deployment.image.digest === image.digest) {
    setLock(context, before, locked)
    return softRebootThenReboot(context, readState(context.layout), asked)
  }
  if (booted.digest === image.digest) {
    context.out('No update available.\n')
    return 0
  }
  if (booted.image === image.image) writeState(context.layout, withCachedUpdate(before, booted, image))
  const staged = await stageImage(context, image, { locked, progress, stall: stallOf(fault) })
  if (fault.name === 'bound-image') return failVerb(context, 'upgrade', failures.boundImage())
  context.out(layerDifference(booted, image))
  return softRebootThenReboot(context, staged, asked)
}

const upgrade = async (context: CommandContext, asked: UpgradeArguments): Promise<number> => {
  const before = readState(context.layout)
  const spec = specImage(before)
  const progress = openProgress(context, asked.values['--progress-fd'])
  if (progress === undefined) return failVerb(context, 'upgrade', { text: 'not a pipe' })
  const faulted = await playVerbFault(context, 'upgrade', spec.image)
  if (E.isLeft(faulted)) return faulted.left
  if (asked.flags.has('--from-downloaded')) {
    const unlocked = applyDownloaded(context, before)
    if (unlocked === undefined) return failVerb(context, 'upgrade', { text: 'No staged deployment found' })
    return softRebootThenReboot(context, unlocked, asked)
  }
  ensureBootcFolder(context.layout)
  if (asked.flags.has('--check')) return checkForUpdate(context, before, spec)
  return fetchAndStage(context, before, { asked, progress, fault: faulted.right ?? {} })
}

/** Left: what clap says, with exit code 2. */
export const parseUpgrade = (
  { settings }: CommandContext,
  args: ReadonlyArray<string>,
): E.Either<string, UpgradeArguments> => {
  const parsed = parseArguments(args, {
    usage: 'bootc upgrade [OPTIONS]',
    ...optionsOf('upgrade', settings.bootcVersion),
    positional: false,
  })
  if (!parsed.ok) return E.left(parsed.stderr)
  const excluded = CONFLICTS.find(pair => pair.every(flag => parsed.flags.has(flag)))
  return excluded === undefined ? E.right(parsed) : E.left(conflict(excluded[0], excluded[1], 'upgrade'))
}

/** `bootc upgrade`: the spec image again. Plain, it unlocks what is staged; with `--download-only` it locks it. */
export const bootcUpgrade: HostCommand = async (context, args) => {
  const parsed = parseUpgrade(context, args)
  if (E.isRight(parsed)) return lockedVerb(context, () => upgrade(context, parsed.right))
  context.err(parsed.left)
  return 2
}
