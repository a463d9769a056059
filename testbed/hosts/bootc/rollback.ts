import { takeFault } from '../faults'
import { type CommandContext, type HostCommand, playFault } from '../host-command-context'
import { bumpBootcFolder, bumpDeployFolder, removeOrphanFolders, showStaged, writeRebootRequired } from '../host-files'
import {
  bootedDeployment,
  type HostState,
  isRollbackQueued,
  readState,
  rollbackDeployment,
  withRun,
  writeState,
} from '../host-state'
import { rebootAndPark } from '../reboot-request'
import { type ParsedArguments, parseArguments } from './arguments'
import { prepareSoftReboot } from './prepare-soft-reboot'
import { isSince, optionsOf } from './releases'
import { failVerb, lockedVerb } from './verb'

/** The boot order toggled between booted and rollback; pinned ones stay behind. */
export const reorderedDeployments = (state: HostState): HostState => {
  const booted = bootedDeployment(state)
  const rollback = rollbackDeployment(state)
  const others = state.deployments.filter(other => other !== booted && other !== rollback)
  const pair = rollback === undefined ? [booted] : isRollbackQueued(state) ? [booted, rollback] : [rollback, booted]
  return { ...state, deployments: [...pair, ...others] }
}

export const parseRollback = ({ settings }: CommandContext, args: ReadonlyArray<string>): ParsedArguments =>
  parseArguments(args, {
    usage: 'bootc rollback [OPTIONS]',
    ...optionsOf('rollback', settings.bootcVersion),
    positional: false,
  })

/**
 * `bootc rollback`: a toggle of the boot order that also drops what is staged, locked or not, and writes the rollback
 * image into /run/reboot-required even when it toggles back (recorded steps 066 to 072).
 */
export const bootcRollback: HostCommand = async (context, args) => {
  const parsed = parseRollback(context, args)
  if (!parsed.ok) {
    context.err(parsed.stderr)
    return 2
  }
  return lockedVerb(context, async () => {
    const failed = await playFault(context, takeFault(context.layout, 'rollback'))
    if (failed !== undefined) return failed
    const before = readState(context.layout)
    const rollback = rollbackDeployment(before)
    if (rollback === undefined) return failVerb(context, 'rollback', { text: 'No rollback available' })
    const after = withRun(reorderedDeployments(before), { staged: undefined })
    writeState(context.layout, after)
    showStaged(context.layout, after)
    removeOrphanFolders(context.layout, after)
    bumpDeployFolder(context.layout)
    context.out(
      isRollbackQueued(before)
        ? 'notice: Reverting queued rollback state\nNext boot: current deployment\n'
        : 'Next boot: rollback deployment\n',
    )
    if (isSince(context.settings.bootcVersion, '1.9.0')) writeRebootRequired(context.layout, rollback.image.digest)
    bumpBootcFolder(context.layout)
    const wish = parsed.values['--soft-reboot']
    const [first] = after.deployments
    // The real one takes the first entry, whatever it is: a toggle back prepares the booted one.
    const failure =
      first === undefined ? 0 : prepareSoftReboot(context, after, { verb: 'rollback', wish, deployment: first })
    if (failure !== 0) return failure
    return parsed.flags.has('--apply') ? rebootAndPark(context) : 0
  })
}
