import type { CommandContext } from '../host-command-context'
import { bumpDeployFolder, showNextRoot } from '../host-files'
import { type Deployment, type HostState, idOf, isSoftRebootCapable, withRun, writeState } from '../host-state'
import { failures } from './failure'
import { failVerb, type Verb } from './verb'

interface SoftRebootWish {
  readonly verb: Verb
  /** Value of `--soft-reboot`. */
  readonly wish: string | undefined
  readonly deployment: Deployment
}

/**
 * `--soft-reboot` of a verb, after it did its work: a deployment that cannot be soft rebooted into stays staged, and
 * unlocked, when `required` fails (recorded step 084); `auto` then says nothing.
 */
export const prepareSoftReboot = (context: CommandContext, state: HostState, asked: SoftRebootWish): number => {
  if (asked.wish === undefined) return 0
  if (!isSoftRebootCapable(state, asked.deployment)) {
    return asked.wish === 'required' ? failVerb(context, asked.verb, failures.notSoftRebootCapable()) : 0
  }
  const which = asked.verb === 'rollback' ? 'Rollback' : 'Staged'
  context.out(`${which} deployment is soft-reboot capable, preparing for soft-reboot...\n`)
  const target = idOf(asked.deployment)
  const prepared = withRun(state, { softRebootTarget: target, nextRoot: target })
  writeState(context.layout, prepared)
  showNextRoot(context.layout, prepared)
  bumpDeployFolder(context.layout)
  return 0
}
