import { readFileSync } from 'node:fs'
import { boot, freshRun } from '../../../../../testbed/hosts/boot'
import { finalize } from '../../../../../testbed/hosts/finalize'
import { removeOrphanFolders, showNextRoot, showStaged } from '../../../../../testbed/hosts/host-files'
import { idOf, readState, withRun, writeState } from '../../../../../testbed/hosts/host-state'
import type { HostLayout } from '../../../../../testbed/hosts/layout'
import { carryEtc, writeBootEntries } from './deployments'
import { BOOTED } from './paths'

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** On the way up: what was staged but not finalised is gone with /run, whatever the way down was. */
export const booted = (layout: HostLayout): void => {
  const before = readState(layout)
  const id = bootId()
  if (before.run.bootId === id) {
    // We run, so our unit was not active.
    const soft = boot(withRun(before, { bootCompleteActive: false }), { ...UP, shutdown: 'soft-reboot', newBootId: id })
    writeState(layout, soft.state)
    showStaged(layout, soft.state)
    showNextRoot(layout, soft.state)
    return
  }
  const state = { ...before, run: freshRun(readFileSync(BOOTED, 'utf8').trim(), id, []) }
  writeState(layout, state)
  removeOrphanFolders(layout, state)
}

const UP = { fallbackDigests: [], activeUnits: [], backend: 'ostree' } as const

/** On the way down: what is staged and not locked becomes the default. */
export const finalizeStaged = (layout: HostLayout, say: (line: string) => void): void => {
  const before = readState(layout)
  const { state, lines } = finalize(before, 'ostree', undefined)
  const staged = before.run.staged
  // Into a root that is mounted for a soft reboot it was carried before that.
  const isMounted = before.run.nextRoot !== undefined
  if (staged !== undefined && !staged.locked && !isMounted) carryEtc(before.run.booted, idOf(staged.deployment))
  writeState(layout, state)
  writeBootEntries(state)
  for (const line of lines) say(line)
}
