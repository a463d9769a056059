import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { completeBoot } from './boot'
import { readFaults } from './faults'
import type { CommandContext, HostCommand } from './host-command-context'
import { showNextRoot } from './host-files'
import { readState, withRun, writeState } from './host-state'
import { type HostLayout, hostPath } from './layout'
import { askToReboot } from './reboot-request'
import { runningUnit, unitName } from './units'

/** Moves nextroot-booted into place when it starts; stays active afterwards. */
const BOOT_COMPLETE = 'ostree-boot-complete.service'

/** A runtime mask is a link below /run: gone after a hard reboot, kept over a soft one. */
export const runtimeMask = (unit: string): string => `/run/systemd/system/${unit}`

export const isRuntimeMasked = (layout: HostLayout, unit: string): boolean =>
  existsSync(hostPath(layout, runtimeMask(unit)))

const isMasked = ({ layout }: CommandContext, unit: string): boolean => isRuntimeMasked(layout, unit)

const isActive = (context: CommandContext, unit: string): boolean => {
  const { run } = readState(context.layout)
  if (unit === BOOT_COMPLETE) return run.bootCompleteActive
  return run.activeUnits.includes(unit) || runningUnit(context.layout, unit) !== undefined
}

const mask = (context: CommandContext, unit: string): number => {
  const link = hostPath(context.layout, runtimeMask(unit))
  if (existsSync(link)) return 0
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync('/dev/null', link)
  context.err(`Created symlink '${runtimeMask(unit)}' → '/dev/null'.\n`)
  return 0
}

const unmask = (context: CommandContext, unit: string): number => {
  const link = hostPath(context.layout, runtimeMask(unit))
  if (!existsSync(link)) return 0
  rmSync(link)
  context.err(`Removed '${runtimeMask(unit)}'.\n`)
  return 0
}

/** systemd waits for the end of what it stops; milliseconds before SIGKILL, where the real one waits 90 s. */
const STOP_MS = 5000

const endGroup = ({ layout }: CommandContext, unit: string, pid: number): void => {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  process.kill(-pid, 'SIGTERM')
  for (let waited = 0; waited < STOP_MS; waited += 10) {
    if (runningUnit(layout, unit) !== pid) return
    Atomics.wait(clock, 0, 0, 10)
  }
  process.kill(-pid, 'SIGKILL')
}

const stop = (context: CommandContext, unit: string): number => {
  const state = readState(context.layout)
  const pid = runningUnit(context.layout, unit)
  if (pid !== undefined) endGroup(context, unit, pid)
  const known = unit === BOOT_COMPLETE || context.settings.activeUnits.includes(unit) || isMasked(context, unit)
  if (pid === undefined && !known) {
    context.err(`Failed to stop ${unit}: Unit ${unit} not loaded.\n`)
    return 5
  }
  const activeUnits = state.run.activeUnits.filter(other => other !== unit)
  const bootCompleteActive = unit === BOOT_COMPLETE ? false : state.run.bootCompleteActive
  writeState(context.layout, withRun(state, { activeUnits, bootCompleteActive }))
  return 0
}

const start = (context: CommandContext, unit: string): number => {
  if (isMasked(context, unit)) {
    context.err(`Failed to start ${unit}: Unit ${unit} is masked.\n`)
    return 1
  }
  const state = readState(context.layout)
  const started =
    unit === BOOT_COMPLETE ? completeBoot(state) : withRun(state, { activeUnits: [...state.run.activeUnits, unit] })
  writeState(context.layout, unit === BOOT_COMPLETE ? withRun(started, { finalizeFailure: undefined }) : started)
  showNextRoot(context.layout, started)
  return 0
}

const restart = (context: CommandContext, unit: string): number => {
  if (isActive(context, unit)) stop(context, unit)
  return start(context, unit)
}

const showActive = (context: CommandContext, unit: string): number => {
  const active = isActive(context, unit)
  context.out(active ? 'active\n' : 'inactive\n')
  return active ? 0 : 3
}

/** Says the state, and succeeds for a failed unit only. */
const showFailed = (context: CommandContext, unit: string): number => {
  const failed = unit === BOOT_COMPLETE && readState(context.layout).run.finalizeFailure !== undefined
  context.out(failed ? 'failed\n' : isActive(context, unit) ? 'active\n' : 'inactive\n')
  return failed ? 0 : 1
}

/** `is-system-running`: a host that was asked to go down says so until it is down. */
const showSystem = (context: CommandContext): number => {
  const stopping = existsSync(context.layout.powerRequest) || readFaults(context.layout).reboot === 'stuck'
  context.out(stopping ? 'stopping\n' : 'running\n')
  return stopping ? 1 : 0
}

const resetFailed = (context: CommandContext, unit: string): number => {
  // A transient unit is collected when it ends, so there is nothing left to reset.
  if (isActive(context, unit) || context.settings.activeUnits.includes(unit)) return 0
  context.err(`Failed to reset failed state of unit ${unit}: Unit ${unit} not loaded.\n`)
  return 1
}

/** Entered a second after the userspace of this boot started. */
const USERSPACE_START = 10_000_000
const ENTERED = USERSPACE_START + 1_000_000

/** `show -p Id,LoadState,ActiveState,ActiveEnterTimestampMonotonic -- UNITS`, as recorded (test/fixtures/systemd-recorded). */
const showUnits = ({ layout, out }: CommandContext, units: ReadonlyArray<string>): number => {
  const { units: faults = {} } = readFaults(layout)
  const blocks = units.map(unit => {
    const state = faults[unit] ?? 'active'
    const known = state === 'missing' ? ['not-found', 'inactive', 0] : ['loaded', state, ENTERED]
    const [load, active, entered] = known
    return `Id=${unit}\nLoadState=${load}\nActiveState=${active}\nActiveEnterTimestampMonotonic=${entered}\n`
  })
  out(blocks.join('\n'))
  return 0
}

/** `show -P NAME [UNIT]`: the manager's SoftRebootsCount, or what a unit is asked for most. */
const show = (context: CommandContext, args: ReadonlyArray<string>): number => {
  const units = args.indexOf('--')
  if (units >= 0) return showUnits(context, args.slice(units + 1))
  const [property = '', unit] = args.filter(argument => !argument.startsWith('-'))
  if (property === 'SoftRebootsCount') context.out(`${readState(context.layout).run.softReboots}\n`)
  else if (property === 'UserspaceTimestampMonotonic') context.out(`${USERSPACE_START}\n`)
  else if (unit === undefined) context.out('')
  else if (property === 'ActiveState') context.out(isActive(context, unitName(unit)) ? 'active\n' : 'inactive\n')
  else if (property === 'LoadState') context.out(isMasked(context, unitName(unit)) ? 'masked\n' : 'loaded\n')
  else context.out('\n')
  return 0
}

const UNIT_VERBS: Readonly<Record<string, (context: CommandContext, unit: string) => number>> = {
  mask,
  unmask,
  stop,
  start,
  restart,
  'is-active': showActive,
  'is-failed': showFailed,
  'reset-failed': resetFailed,
}

/** `systemctl`, as far as an agent needs it. */
export const systemctl: HostCommand = async (context, args) => {
  const [verb = '', ...rest] = args.filter(argument => argument !== '--no-block' && argument !== '--quiet')
  if (verb === 'reboot' || verb === 'soft-reboot') return askToReboot(context, verb)
  if (verb === 'show') return show(context, rest)
  if (verb === 'is-system-running') return showSystem(context)
  const run = UNIT_VERBS[verb]
  if (run === undefined) {
    context.err(`Unknown command verb '${verb}'.\n`)
    return 1
  }
  const units = rest.filter(argument => !argument.startsWith('-')).map(unitName)
  const codes = units.map(unit => run(context, unit))
  if (verb === 'mask' && rest.includes('--now'))
    for (const unit of units) if (isActive(context, unit)) stop(context, unit)
  // `is-active` is content with one active unit, `is-failed` with one failed; every other verb fails when it failed for one.
  return verb === 'is-active' || verb === 'is-failed' ? Math.min(...codes) : Math.max(0, ...codes)
}
