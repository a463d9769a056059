import { parseRollback, reorderedDeployments } from '../bootc/rollback'
import { failVerb, lockedVerb } from '../bootc/verb'
import { takeFault } from '../faults'
import { type HostCommand, playFault } from '../host-command-context'
import { isRollbackQueued, readState, rollbackDeployment, withRun, writeState } from '../host-state'
import { rebootAndPark } from '../reboot-request'
import { brokenStore } from './broken'
import { removeStagedEntries, removeStagedFile } from './files'

/** `bootc rollback` on composefs: drops what is staged and toggles the boot order, in one call (steps 229 to 233). */
export const composefsRollback: HostCommand = async (context, args) => {
  const parsed = parseRollback(context, args)
  if (!parsed.ok) {
    context.err(parsed.stderr)
    return 2
  }
  return lockedVerb(context, async () => {
    const failed = await playFault(context, takeFault(context.layout, 'rollback'))
    if (failed !== undefined) return failed
    const broken = brokenStore(context.layout)
    if (broken !== undefined) return failVerb(context, 'rollback', broken)
    const before = readState(context.layout)
    if (rollbackDeployment(before) === undefined) {
      return failVerb(context, 'rollback', { text: 'No rollback available' })
    }
    writeState(context.layout, withRun(reorderedDeployments(before), { staged: undefined }))
    if (before.run.staged !== undefined) removeStagedFile(context.layout)
    removeStagedEntries(context.layout)
    context.out(
      isRollbackQueued(before)
        ? 'notice: Reverting queued rollback state\nNext boot: current deployment\n'
        : 'Next boot: rollback deployment\n',
    )
    return parsed.flags.has('--apply') ? rebootAndPark(context) : 0
  })
}
