import { type Finalized, finalize } from './finalize'
import { type Deployment, type DeploymentId, type HostState, idOf, type RunState, withRun } from './host-state'
import type { Backend } from './settings'

export type Shutdown = 'reboot' | 'soft-reboot' | 'power-cut'

export interface BootInput {
  readonly shutdown: Shutdown
  /** The kernel's new boot id; a soft reboot keeps the old one. */
  readonly newBootId: string
  readonly fallbackDigests: ReadonlyArray<string>
  readonly activeUnits: ReadonlyArray<string>
  readonly backend: Backend
  /** Why nothing can be finalized on the way down. */
  readonly finalizeFailure?: string
  /** A soft reboot comes back with the tree it left. */
  readonly softRebootFails?: boolean
}

export type BootOutcome =
  | { readonly up: true; readonly soft: boolean; readonly state: HostState }
  /** The machine waits at a console prompt for ever; `state` is what a power cut then finds. */
  | { readonly up: false; readonly state: HostState; readonly because: string }

/** The boot loader takes the first entry that boots. */
const bootEntry = (state: HostState, fallbackDigests: ReadonlyArray<string>): Deployment => {
  const boots = state.deployments.find(({ image }) => !fallbackDigests.includes(image.digest))
  const [first] = state.deployments
  if (first === undefined) throw new Error('the host has no deployment to boot')
  return boots ?? first
}

/** The state of /run after a kernel start, when deployment `booted` runs. */
export const freshRun = (booted: DeploymentId, bootId: string, activeUnits: ReadonlyArray<string>): RunState => ({
  bootId,
  softReboots: 0,
  booted,
  rootTree: booted,
  staged: undefined,
  softRebootTarget: undefined,
  nextRoot: undefined,
  bootCompleteActive: false,
  activeUnits,
})

const hardBoot = (down: Finalized, input: BootInput): BootOutcome => {
  const { state, lines, failure } = down
  const booted = idOf(bootEntry(state, input.fallbackDigests))
  const run = freshRun(booted, input.newBootId, input.activeUnits)
  // ostree tells at the next start what went wrong, by a unit that fails; bootc's own service for composefs does not.
  const told = failure === undefined || input.backend === 'composefs' ? {} : { finalizeFailure: failure }
  return { up: true, soft: false, state: { ...state, run: { ...run, ...told, journal: { boot: -1, lines } } } }
}

/**
 * ostree-boot-complete.service moves nextroot-booted to /run/ostree-booted, but only when it is not active already: after
 * a second soft reboot bootc reports the old image as booted (recorded steps 088 to 093).
 */
export const completeBoot = (state: HostState): HostState => {
  const { bootCompleteActive, softRebootTarget } = state.run
  if (bootCompleteActive || softRebootTarget === undefined) return state
  return withRun(state, { bootCompleteActive: true, booted: softRebootTarget, softRebootTarget: undefined })
}

const softBoot = (state: HostState, down: Finalized, input: BootInput): BootOutcome => {
  const finalized = down.state
  const wanted = state.run.nextRoot ?? state.run.rootTree
  if (!finalized.deployments.some(deployment => idOf(deployment) === wanted)) {
    // Recorded in step 132 for a deleted tree. Into a locked one was never tried: hang too, so that nobody relies on it.
    return {
      up: false,
      state: finalized,
      because: `/run/nextroot holds ${wanted}, which is not a finalized deployment`,
    }
  }
  const target = input.softRebootFails === true ? state.run.rootTree : wanted
  const rebooted = withRun(finalized, {
    softReboots: state.run.softReboots + 1,
    rootTree: target,
    nextRoot: undefined,
    staged: undefined,
    activeUnits: input.activeUnits,
    journal: { boot: 0, lines: down.lines },
    usrOverlay: false,
  })
  if (input.softRebootFails === true)
    return { up: true, soft: true, state: withRun(rebooted, { softRebootTarget: undefined }) }
  // composefs asks the mount of the root what is booted, so it cannot be wrong (recorded steps 247 and 249).
  if (input.backend === 'composefs') {
    return { up: true, soft: true, state: withRun(rebooted, { booted: target, softRebootTarget: undefined }) }
  }
  return { up: true, soft: true, state: completeBoot(rebooted) }
}

/** What the host looks like after it went down and came up again. */
export const boot = (state: HostState, input: BootInput): BootOutcome => {
  const finalized = (): Finalized => finalize(state, input.backend, input.finalizeFailure)
  switch (input.shutdown) {
    case 'power-cut':
      return hardBoot({ state, lines: [] }, input)
    case 'reboot':
      return hardBoot(finalized(), input)
    case 'soft-reboot':
      return softBoot(state, finalized(), input)
  }
}
