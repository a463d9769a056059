import * as E from 'fp-ts/Either'
import type { Host, HostResult } from '../ports'

const SECONDS_60 = 60_000

/** What else may update and reboot a bootc host (bootc-contract.md §5); these start others, so they are stopped and masked. */
const STARTERS = ['bootc-fetch-apply-updates.timer', 'rpm-ostreed-automatic.timer', 'uupd.timer', 'zincati.service']
/** What the timers start: masked too, but one that runs is waited for, since it may be in the middle of its work. */
const WORKERS = ['bootc-fetch-apply-updates.service', 'rpm-ostreed-automatic.service', 'uupd.service']

export const COMPETITORS: ReadonlyArray<string> = [...STARTERS, ...WORKERS]

export const isWorker = (unit: string): boolean => WORKERS.includes(unit)

/** Until the next hard reboot: a node that is taken away from the operator is as it was then at the latest. */
export const maskUnits = async (host: Host, units: ReadonlyArray<string>): HostResult<string> => {
  const starters = units.filter(unit => !isWorker(unit))
  const workers = units.filter(isWorker)
  if (starters.length > 0) {
    const stopped = await host.run(['systemctl', 'mask', '--runtime', '--now', ...starters], SECONDS_60)
    if (E.isLeft(stopped)) return stopped
  }
  return workers.length === 0 ? E.right('') : host.run(['systemctl', 'mask', '--runtime', ...workers], SECONDS_60)
}

/** Gives the host its units back, and starts those that were stopped. */
export const restoreUnits = async (host: Host, units: ReadonlyArray<string>): HostResult<string> => {
  const unmasked = await host.run(['systemctl', 'unmask', '--runtime', ...units], SECONDS_60)
  const starters = units.filter(unit => !isWorker(unit))
  if (E.isLeft(unmasked) || starters.length === 0) return unmasked
  return host.run(['systemctl', 'start', ...starters], SECONDS_60)
}
