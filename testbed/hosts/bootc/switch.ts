import * as E from 'fp-ts/Either'
import type { CommandContext, HostCommand } from '../host-command-context'
import { ensureBootcFolder } from '../host-files'
import { readState, specImage } from '../host-state'
import { parseImageReference } from '../image-reference'
import { rebootAndPark } from '../reboot-request'
import { applyDownloaded } from './apply-downloaded'
import { type ParsedArguments, parseArguments } from './arguments'
import { keepAltered } from './corrupted-layer'
import { failures } from './failure'
import { resolveImage } from './fetch-manifest'
import { prepareSoftReboot } from './prepare-soft-reboot'
import { openProgress } from './progress'
import { stallOf } from './pull-layers'
import { optionsOf, switchUsage } from './releases'
import { announceKnownImage, stageImage } from './stage-image'
import { failVerb, lockedVerb, playVerbFault, refuseToWrite } from './verb'

type Arguments = Extract<ParsedArguments, { ok: true }>

export const parseSwitch = ({ settings }: CommandContext, args: ReadonlyArray<string>): ParsedArguments => {
  const { bootcVersion } = settings
  return parseArguments(args, {
    usage: switchUsage(bootcVersion),
    ...optionsOf('switch', bootcVersion),
    positional: true,
  })
}

const switchTo = async (context: CommandContext, target: string, { flags, values }: Arguments): Promise<number> => {
  const reference = parseImageReference(target)
  if (reference === undefined) return failVerb(context, 'switch', failures.invalidReference(target))
  const progress = openProgress(context, values['--progress-fd'])
  if (progress === undefined) return failVerb(context, 'switch', { text: 'not a pipe' })
  const before = readState(context.layout)
  const enforced = flags.has('--enforce-container-sigpolicy')
  const spec = specImage(before)
  if (spec.image === target && (spec.signature !== undefined) === enforced) {
    context.out('Image specification is unchanged.\n')
    // Also with a locked image, which is then lost (bootc-contract.md §2.1).
    return before.run.staged !== undefined && flags.has('--apply') ? rebootAndPark(context) : 0
  }
  ensureBootcFolder(context.layout)
  const faulted = await playVerbFault(context, 'switch', target)
  if (E.isLeft(faulted)) return faulted.left
  if (enforced && context.settings.signaturePolicy === 'nothing') {
    return failVerb(context, 'switch', failures.signaturePolicy(reference))
  }
  const image = resolveImage(context, before.images, target)
  if (E.isLeft(image)) return failVerb(context, 'switch', image.left)
  announceKnownImage(context, before, image.right)
  const fault = faulted.right ?? {}
  if (fault.name === 'corrupted-layer') return failVerb(context, 'switch', keepAltered(context, image.right))
  const how = { locked: flags.has('--download-only'), bySwitch: true, progress, stall: stallOf(fault) } as const
  const signed = enforced ? ({ signature: 'containerPolicy' } as const) : {}
  const state = await stageImage(context, { ...image.right, ...signed }, how)
  if (fault.name === 'bound-image') return failVerb(context, 'switch', failures.boundImage())
  const { staged } = state.run
  // It ignores `--soft-reboot` then, silently (recorded step 314).
  if (staged === undefined || how.locked) return 0
  const asked = { verb: 'switch', wish: values['--soft-reboot'], deployment: staged.deployment } as const
  const failure = prepareSoftReboot(context, state, asked)
  return failure === 0 && flags.has('--apply') ? rebootAndPark(context) : failure
}

/** `bootc switch`: stages unlocked (or locked, in releases that know `--download-only`), and replaces what is staged. */
export const bootcSwitch: HostCommand = async (context, args) => {
  const parsed = parseSwitch(context, args)
  if (!parsed.ok) {
    context.err(parsed.stderr)
    return 2
  }
  const refused = refuseToWrite(context)
  if (refused !== undefined) return refused
  return lockedVerb(context, async () => {
    if (parsed.flags.has('--from-downloaded')) {
      const state = applyDownloaded(context, readState(context.layout))
      return state === undefined ? failVerb(context, 'switch', { text: 'No staged deployment found' }) : 0
    }
    return switchTo(context, parsed.target ?? '', parsed)
  })
}
