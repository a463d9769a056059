import { failVerb, type Verb } from '../bootc/verb'
import type { CommandContext } from '../host-command-context'
import { showNextRoot } from '../host-files'
import { idOf, isSoftRebootCapable, readState, withRun, writeState } from '../host-state'

/** `--soft-reboot` after staging: what cannot be soft rebooted into stays staged (recorded steps 246 and 253). */
export const prepareComposefs = (context: CommandContext, verb: Verb, wish: string | undefined): number => {
  const state = readState(context.layout)
  const deployment = state.run.staged?.deployment
  if (wish === undefined || deployment === undefined) return 0
  if (!isSoftRebootCapable(state, deployment)) {
    if (wish !== 'required') return 0
    const text = 'Soft rebooting: Cannot soft-reboot to deployment with a different kernel state'
    return failVerb(context, verb, { text: `Performing Upgrade Operation: ${text}` })
  }
  const prepared = withRun(state, { nextRoot: idOf(deployment) })
  writeState(context.layout, prepared)
  showNextRoot(context.layout, prepared)
  context.out('Soft reboot setup complete\n')
  return 0
}

/** `bootc internals prep-soft-reboot VERITY`: any deployment, staged and unlocked or not (recorded steps 455 and 468). */
export const mountComposefs = (context: CommandContext, verity: string | undefined): number => {
  const prepared = withRun(readState(context.layout), { nextRoot: `${verity}.0` })
  writeState(context.layout, prepared)
  showNextRoot(context.layout, prepared)
  context.out('Soft reboot setup complete\n')
  return 0
}

/** `bootc internals prep-soft-reboot --reset`, whether what is mounted is still staged or not (recorded steps 412 and 469). */
export const resetComposefs = (context: CommandContext): number => {
  const state = readState(context.layout)
  if (state.run.nextRoot === undefined) {
    context.out('No deployment staged for soft rebooting\n')
    return 0
  }
  const reset = withRun(state, { nextRoot: undefined })
  writeState(context.layout, reset)
  showNextRoot(context.layout, reset)
  context.out('Cleared soft reboot queued state\n')
  return 0
}
