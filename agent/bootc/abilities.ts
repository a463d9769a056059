import * as E from 'fp-ts/Either'
import type { Host, HostResult } from '../ports'
import { isAtLeast, parseVersion } from './version'

const SECONDS_15 = 15_000

/** What this bootc can do; read once, since it changes with a reboot only. */
export interface Abilities {
  readonly version: string | undefined
  /** Knows `upgrade --download-only`, which locks what is staged, and `--from-downloaded`, which unlocks it. */
  readonly lock: boolean
  /** ostree can lock what is staged without asking a registry. */
  readonly ostreeLock: boolean
  /** Knows `switch --download-only`, which stages locked at once. */
  readonly switchLocked: boolean
  /** Knows `switch --enforce-container-sigpolicy`. */
  readonly enforceSignature: boolean
  /** Knows `--soft-reboot`. */
  readonly softReboot: boolean
  /** Reports which of two unified kernel images boots next: before, `rollbackQueued` was the opposite of it. */
  readonly unifiedRollback: boolean
  /** Knows `--progress-fd`, which no help text shows. */
  readonly progress: boolean
}

const helpOf = async (host: Host, argv: ReadonlyArray<string>): Promise<string> => {
  const help = await host.run([...argv, '--help'], SECONDS_15)
  return E.isRight(help) ? help.right : ''
}

/** By version, and by help text for builds that have the feature before their version says so, or no version at all. */
export const readAbilities = async (host: Host): HostResult<Abilities> => {
  const stdout = await host.run(['bootc', '--version'], SECONDS_15)
  if (E.isLeft(stdout)) return stdout
  const version = parseVersion(stdout.right)
  const switchHelp = await helpOf(host, ['bootc', 'switch'])
  const upgradeHelp = await helpOf(host, ['bootc', 'upgrade'])
  const ostreeHelp = await helpOf(host, ['ostree', 'admin'])
  return E.right({
    version,
    lock: isAtLeast(version, '1.12.0') || upgradeHelp.includes('--download-only'),
    ostreeLock: ostreeHelp.includes('lock-finalization'),
    switchLocked: switchHelp.includes('--download-only'),
    enforceSignature: switchHelp.includes('--enforce-container-sigpolicy'),
    softReboot: isAtLeast(version, '1.7.0') || upgradeHelp.includes('--soft-reboot'),
    // By its release notes; no such host was recorded.
    unifiedRollback: isAtLeast(version, '1.16.11'),
    progress: isAtLeast(version, '1.1.4'),
  })
}
