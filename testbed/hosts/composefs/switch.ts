import * as E from 'fp-ts/Either'
import { failures } from '../bootc/failure'
import { fetchManifest } from '../bootc/fetch-manifest'
import { openProgress } from '../bootc/progress'
import { stallOf } from '../bootc/pull-layers'
import { parseSwitch } from '../bootc/switch'
import { failVerb, lockedVerb, playVerbFault } from '../bootc/verb'
import type { CommandContext, HostCommand } from '../host-command-context'
import { readState, specImage } from '../host-state'
import { parseImageReference } from '../image-reference'
import { rebootAndPark } from '../reboot-request'
import { brokenStore } from './broken'
import { prepareComposefs } from './soft-reboot'
import { sameContent, stageComposefs } from './stage'

type Asked = Extract<ReturnType<typeof parseSwitch>, { ok: true }>

const switchTo = async (context: CommandContext, target: string, { flags, values }: Asked): Promise<number> => {
  const progress = openProgress(context, values['--progress-fd'])
  if (progress === undefined) return failVerb(context, 'switch', { text: 'not a pipe' })
  if (parseImageReference(target) === undefined) return failVerb(context, 'switch', failures.invalidReference(target))
  const broken = brokenStore(context.layout, 3)
  if (broken !== undefined) return failVerb(context, 'switch', broken)
  if (specImage(readState(context.layout)).image === target) {
    context.out('Image specification is unchanged.\n')
    return 0
  }
  const faulted = await playVerbFault(context, 'switch', target)
  if (E.isLeft(faulted)) return faulted.left
  const image = fetchManifest(context, target)
  if (E.isLeft(image)) return failVerb(context, 'switch', image.left)
  const same = sameContent(readState(context.layout), image.right)
  if (same !== undefined) return failVerb(context, 'switch', same)
  const stall = stallOf(faulted.right ?? {})
  const failure = await stageComposefs(context, image.right, { progress, stall, locked: flags.has('--download-only') })
  if (failure !== undefined) return failVerb(context, 'switch', failure)
  const unprepared = prepareComposefs(context, 'switch', values['--soft-reboot'])
  return unprepared === 0 && flags.has('--apply') ? rebootAndPark(context) : unprepared
}

/** `bootc switch` on composefs: asks the registry each time, and says nothing when it staged (recorded step 206). */
export const composefsSwitch: HostCommand = async (context, args) => {
  const parsed = parseSwitch(context, args)
  if (parsed.ok) return lockedVerb(context, () => switchTo(context, parsed.target ?? '', parsed))
  context.err(parsed.stderr)
  return 2
}
