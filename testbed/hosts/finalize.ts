import { bootedDeployment, type HostState, withRun } from './host-state'
import type { Backend } from './settings'

/** What the finalize service does on the way down, and what it writes to the journal. */
export interface Finalized {
  readonly state: HostState
  readonly lines: ReadonlyArray<string>
  /** Why it failed: the staged image is lost then. */
  readonly failure?: string
}

const UNITS = {
  ostree: 'ostree-finalize-staged.service - OSTree Finalize Staged Deployment',
  composefs: 'bootc-finalize-staged.service - Composefs Finalize Staged Deployment',
} as const
const LOCKED = {
  ostree: 'Not finalizing; deployment is locked for finalization',
  composefs: "Staged deployment is marked download only. Won't finalize",
} as const

export const finalizeUnit = (backend: Backend): string => UNITS[backend].replace(/ .*/, '')

/** An unlocked staged deployment becomes the default, and the old rollback goes (recorded steps 040, 221, 225, 244). */
export const finalize = (state: HostState, backend: Backend, failure: string | undefined): Finalized => {
  const unit = UNITS[backend]
  const name = finalizeUnit(backend)
  const journal = (...inside: ReadonlyArray<string>): ReadonlyArray<string> => [
    `Finished ${unit}.`,
    `Stopping ${unit}...`,
    ...inside,
    `Stopped ${unit}.`,
  ]
  const lost = withRun(state, { staged: undefined })
  const { staged } = state.run
  if (failure !== undefined && staged?.locked !== true) {
    const exit = `${name}: Control process exited, code=exited, status=1/FAILURE`
    return {
      state: lost,
      lines: journal(`error: ${failure}`, exit, `${name}: Failed with result 'exit-code'.`),
      failure,
    }
  }
  const nothing = backend === 'ostree' ? ['No deployment staged for finalization or soft reboot'] : []
  if (staged === undefined) return { state, lines: journal(...nothing, `${name}: Deactivated successfully.`) }
  if (staged.locked) return { state, lines: journal(LOCKED[backend], `${name}: Deactivated successfully.`) }
  const booted = bootedDeployment(state)
  const pinned = state.deployments.filter(other => other.pinned && other !== booted)
  const deployments = [staged.deployment, booted, ...pinned]
  const started =
    backend === 'ostree' ? 'Finalizing staged deployment' : 'Starting composefs staged deployment finalization'
  return {
    state: withRun({ ...state, deployments }, { staged: undefined }),
    lines: journal(started, `${name}: Deactivated successfully.`),
  }
}
