import { randomUUID } from 'node:crypto'
import { type BootInput, type BootOutcome, boot, type Shutdown } from './boot'
import { brokenStore } from './composefs/broken'
import { removeStagedEntries } from './composefs/files'
import { collectStore } from './composefs/store'
import { readFaults, takeFault } from './faults'
import { removeOrphanFolders } from './host-files'
import { type HostState, readState, writeState } from './host-state'
import type { HostLayout } from './layout'
import { type Backend, readSettings } from './settings'
import { emptyRun, showBoot } from './show-boot'
import { isRuntimeMasked } from './systemctl'
import { killUnits } from './units'

const REASONS: Readonly<Record<string, string>> = {
  'etc-merge': 'During /etc merge: Modified config file newly defaults to directory, cannot merge',
  'boot-full': 'Installing kernel: Copying vmlinuz: No space left on device',
}

/** Only a reboot that has something to finalize can fail to. */
const finalizeFault = (
  layout: HostLayout,
  { run }: HostState,
  shutdown: Shutdown,
): Pick<BootInput, 'finalizeFailure'> => {
  const broken = readSettings(layout).backend === 'composefs' ? brokenStore(layout) : undefined
  if (broken !== undefined) return { finalizeFailure: broken.text }
  if (run.staged === undefined || run.staged.locked || shutdown === 'power-cut') return {}
  const fault = takeFault(layout, 'finalize')
  const reason = fault?.stderr ?? REASONS[fault?.name ?? '']
  return reason === undefined ? {} : { finalizeFailure: reason }
}

const cleanUp = (layout: HostLayout, state: HostState, backend: Backend): void => {
  if (backend === 'ostree') removeOrphanFolders(layout, state)
  else {
    removeStagedEntries(layout)
    writeState(layout, collectStore(layout, state))
  }
}

/** Takes the host down and up again: on its files, that is; the processes around it are the machine's. */
export const restartHost = (layout: HostLayout, shutdown: Shutdown): BootOutcome => {
  killUnits(layout)
  const { activeUnits, backend } = readSettings(layout)
  const before = readState(layout)
  const outcome = boot(before, {
    shutdown,
    newBootId: randomUUID(),
    fallbackDigests: readFaults(layout).fallbackDigests ?? [],
    backend,
    ...finalizeFault(layout, before, shutdown),
    softRebootFails: shutdown === 'soft-reboot' && takeFault(layout, 'softReboot')?.name === 'not-taken',
    activeUnits: shutdown === 'soft-reboot' ? activeUnits.filter(unit => !isRuntimeMasked(layout, unit)) : activeUnits,
  })
  writeState(layout, outcome.state)
  // Finalisation cleans up; a staging that was lost leaves its files (recorded steps 041, 043, 221 and 223).
  if (outcome.state.deployments !== before.deployments) cleanUp(layout, outcome.state, backend)
  if (!outcome.up) return outcome
  if (!outcome.soft) emptyRun(layout, backend)
  showBoot(layout, outcome.state, backend)
  return outcome
}
