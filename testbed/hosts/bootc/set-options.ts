import type { HostCommand } from '../host-command-context'
import { bumpDeployFolder, makeDeploymentFolder, removeOrphanFolders, showStaged } from '../host-files'
import { bootedDeployment, type Deployment, idOf, readState, withRun, writeState } from '../host-state'
import { nextSerial } from './stage-image'
import { lockedVerb } from './verb'

const USAGE = 'bootc loader-entries set-options-for-source --source S --options O'

const optionIn = (args: ReadonlyArray<string>, name: string): string | undefined => {
  const at = args.indexOf(name)
  return at === -1 ? undefined : args[at + 1]
}

/**
 * Stages what is staged, or else the booted image, once more with other kernel arguments, and unlocked; without a word, and
 * without a trace in /ostree/bootc (recorded steps 315, 316 and 318). There is none of it on composefs (439).
 */
export const setOptions: HostCommand = async (context, args) => {
  const source = optionIn(args, '--source')
  if (args[0] !== 'set-options-for-source' || source === undefined) {
    context.err(`error: the simulated bootc knows only ${USAGE}\n`)
    return 2
  }
  if (context.settings.backend === 'composefs') {
    context.err('error: OSTree storage not initialized\n')
    return 1
  }
  return lockedVerb(context, async () => {
    const before = readState(context.layout)
    const { image, options } = before.run.staged?.deployment ?? bootedDeployment(before)
    const asked = optionIn(args, '--options')
    const wanted = asked === undefined ? undefined : `${source}: ${asked}`
    if (wanted === options) return 0
    const deployment: Deployment = { image, serial: nextSerial(context, image.commit), pinned: false, options: wanted }
    makeDeploymentFolder(context.layout, idOf(deployment))
    const after = withRun(before, { staged: { deployment, locked: false } })
    writeState(context.layout, after)
    showStaged(context.layout, after)
    removeOrphanFolders(context.layout, after)
    bumpDeployFolder(context.layout)
    return 0
  })
}
