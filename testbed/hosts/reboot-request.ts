import { takeFault } from './faults'
import { type CommandContext, forever, playFault } from './host-command-context'
import { readState } from './host-state'
import { requestPower } from './power-request'

/**
 * `systemctl reboot`: a root that is mounted on /run/nextroot makes it a soft reboot, whoever asks, unless
 * SYSTEMCTL_SKIP_AUTO_SOFT_REBOOT says otherwise (recorded steps 087 and 109).
 */
export const askToReboot = async (context: CommandContext, verb: 'reboot' | 'soft-reboot'): Promise<number> => {
  const fault = takeFault(context.layout, 'reboot')
  if (fault?.name === 'ignored' || fault?.name === 'stuck') return 0
  // A machine that hangs on its way accepts the request first; the machine takes care of it.
  const failed = fault?.name === 'hang' ? undefined : await playFault(context, fault)
  if (failed !== undefined) return failed
  const { nextRoot } = readState(context.layout).run
  const forced = context.variables['SYSTEMCTL_SKIP_AUTO_SOFT_REBOOT'] === '1'
  const soft = verb === 'soft-reboot' || (nextRoot !== undefined && !forced)
  requestPower(context.layout, fault?.name === 'hang' ? 'hang' : soft ? 'soft-reboot' : 'reboot')
  return 0
}

/** `--apply` of a verb: asks for the reboot, then never returns (recorded step 117). */
export const rebootAndPark = async (context: CommandContext): Promise<never> => {
  await askToReboot(context, 'reboot')
  return forever()
}
