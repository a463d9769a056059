import * as E from 'fp-ts/Either'
import { runUnit } from '../host/systemd-run'
import type { Host, HostResult } from '../ports'
import type { Abilities } from './abilities'
import { type BootcStatus, type BootEntry, parseStatus } from './status'

/** `bootc status` blocks while another bootc works, in milliseconds; a slow disk needs some seconds itself. */
const STATUS_MS = 15_000
const SECONDS_60 = 60_000

export const readStatus = async (host: Host): HostResult<BootcStatus> => {
  const command = ['bootc', 'status', '--json', '--format-version=1']
  const stdout = await host.run(command, STATUS_MS)
  if (E.isLeft(stdout)) return stdout
  const parsed = parseStatus(stdout.right)
  if (E.isRight(parsed)) return parsed
  return E.left({ kind: 'unexpected-output', command: command.join(' '), problems: parsed.left })
}

export interface Switch {
  readonly image: string
  /** Only where this bootc can. */
  readonly locked: boolean
  /** The host's containers-policy.json must ask for signatures, and the image have them. */
  readonly enforced?: true | undefined
  readonly progress: ((line: string) => void) | undefined
}

/** Pulls and stages. */
export const switchTo = (host: Host, { image, locked, enforced, progress }: Switch): HostResult<string> => {
  const options = [...(locked ? ['--download-only'] : []), ...(enforced ? ['--enforce-container-sigpolicy'] : [])]
  return runUnit(host, ['switch', ...options, image], progress)
}

const ostreeLock = (host: Host, ...options: ReadonlyArray<string>): HostResult<string> =>
  host.run(['ostree', 'admin', 'lock-finalization', ...options], SECONDS_60)

const isPinned = ({ image }: BootEntry): boolean => /@sha256:[0-9a-f]{64}$/.test(image)

/**
 * Locks what is staged against reboots. bootc asks the registry when an index or a tag is staged, and would pull what a
 * tag means by now; ostree does neither, but older ones cannot lock.
 */
export const lockStaged = async (host: Host, abilities: Abilities, staged: BootEntry): HostResult<string> => {
  const byBootc = abilities.lock && (isPinned(staged) || !abilities.ostreeLock)
  if (!byBootc) return ostreeLock(host)
  const locked = await runUnit(host, ['upgrade', '--download-only'])
  return E.isLeft(locked) && abilities.ostreeLock ? ostreeLock(host) : locked
}

/** Takes the lock away: from here on any reboot of the host runs the staged image. */
export const unlockStaged = (host: Host, abilities: Abilities): HostResult<string> =>
  abilities.lock ? runUnit(host, ['upgrade', '--from-downloaded']) : ostreeLock(host, '--unlock')

/** The same, and mounts the staged image for a soft reboot: from here on any reboot of the host is a soft one into it. */
export const unlockForSoftReboot = (host: Host): HostResult<string> =>
  runUnit(host, ['upgrade', '--from-downloaded', '--soft-reboot=required'])

/** Toggles which of booted and rollback entry boots next, and drops what is staged. */
export const toggleRollback = (host: Host): HostResult<string> => runUnit(host, ['rollback'])

/** The same, and mounts the entry for a soft reboot. Only while no rollback is queued: it takes the first entry. */
export const toggleForSoftReboot = (host: Host): HostResult<string> =>
  runUnit(host, ['rollback', '--soft-reboot=required'])

/**
 * Takes a staged image away; on ostree also a soft reboot that was prepared for it, which composefs leaves mounted (recorded
 * steps 128 and 411). Of ostree's entries the staged one is always the
 * first; without one it would be another that goes, so never call it then.
 */
export const unstage = (host: Host, { verity }: BootEntry): HostResult<string> =>
  verity === undefined
    ? host.run(['ostree', 'admin', 'undeploy', '0'], SECONDS_60)
    : runUnit(host, ['delete-deployment', verity])

/**
 * Takes layers away that no image uses. ostree keeps one that failed its digest check, and would deploy it in the next pull
 * (recorded steps 330 and 340). Twice: a unit that was stopped, as by a shutdown, has ended well for systemd
 * (test/fixtures/systemd-recorded), and a shutdown starts no second one.
 */
export const cleanStore = async (host: Host): HostResult<string> => {
  const clean = (): HostResult<string> => runUnit(host, ['internals', 'cleanup'])
  const cleaned = await clean()
  return E.isLeft(cleaned) ? cleaned : clean()
}

/**
 * Unmounts what a soft reboot would run. ostree leaves the tree of a deployment that it has forgotten mounted, and exits 0
 * (recorded step 338).
 */
export const resetSoftReboot = (host: Host, composefs: boolean): HostResult<string> =>
  composefs
    ? host.run(['bootc', 'internals', 'prep-soft-reboot', '--reset'], SECONDS_60)
    : host.run(['ostree', 'admin', 'prepare-soft-reboot', '--reset'], SECONDS_60)

/** Only of a tree that ostree has forgotten: of another one it would think that the soft reboot has happened. */
export const unmountNextRoot = (host: Host): HostResult<string> =>
  host.run(['umount', '-R', '/run/nextroot'], SECONDS_60)

/**
 * Stays active over a soft reboot, and then does not run again for the next one: `bootc status` would report the previous
 * image (recorded steps 088 to 093).
 */
const BOOT_COMPLETE = 'ostree-boot-complete.service'

/** Makes `bootc status` right after a second soft reboot. */
export const completeBoot = (host: Host): HostResult<string> =>
  host.run(['systemctl', 'restart', BOOT_COMPLETE], SECONDS_60)

/** Before a second soft reboot it keeps the status right (recorded steps 134 to 137). */
export const uncompleteBoot = (host: Host): HostResult<string> =>
  host.run(['systemctl', 'stop', BOOT_COMPLETE], SECONDS_60)

/** systemctl would make a soft reboot of it while one is prepared, by whomever; this one never is. */
export const rebootHost = (host: Host): HostResult<string> =>
  host.run(['env', 'SYSTEMCTL_SKIP_AUTO_SOFT_REBOOT=1', 'systemctl', 'reboot'], SECONDS_60)

export const softRebootHost = (host: Host): HostResult<string> => host.run(['systemctl', 'soft-reboot'], SECONDS_60)
