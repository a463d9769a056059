import type { CommandContext } from '../host-command-context'
import { showStaged } from '../host-files'
import { type HostState, withRun, writeState } from '../host-state'

/** `--from-downloaded`: unlocks what is staged, without a word to the registry. Undefined when nothing is staged. */
export const applyDownloaded = (context: CommandContext, state: HostState): HostState | undefined => {
  const { staged } = state.run
  if (staged === undefined) return undefined
  context.out(`Staged deployment ${staged.locked ? 'will now be applied' : 'is already set to apply'} on reboot\n`)
  if (!staged.locked) return state
  const unlocked = withRun(state, { staged: { ...staged, locked: false } })
  writeState(context.layout, unlocked)
  showStaged(context.layout, unlocked)
  return unlocked
}
