import * as E from 'fp-ts/Either'
import { lastLine } from '../bootc/errors'
import type { BootcStatus } from '../bootc/status'
import type { Host } from '../ports'
import { missingBoundImages } from './bound-images'
import { enforcedImage } from './pulled-image'
import { errorsOf, outputOf } from './systemd-run'

/** What the agent reads of the host beside `bootc status`. */
export interface Signs {
  /** Something is mounted on /run/nextroot: `systemctl reboot` of anyone soft reboots into it. */
  readonly nextRoot: boolean
  /**
   * There is a deployment for it: else what is mounted is a deleted tree (recorded steps 131, 132 and 411). ostree has a file
   * that says so; on composefs the mount has the name of its deployment, which is compared with what is staged (410).
   */
  readonly softRebootTarget: boolean
  /** bootc wrote /run/reboot-required, also for a locked image; other tools reboot the node for it. */
  readonly rebootRequired: boolean
  /** The last switch staged an image, and could then not pull what it is bound to. */
  readonly boundImagesMissing: boolean
  /** What runs is bound to these images, which bootc did not pull; only of composefs, where it reports no error. */
  readonly boundImagesNotPulled?: ReadonlyArray<string>
  /** Units that run now and may update or reboot the host. */
  readonly competitors: ReadonlyArray<string>
  /** The last switch got a layer that is not what its digest says, and the store was not cleaned since. */
  readonly layerCorrupted?: true
  /** The last switch, if it was to enforce signatures: what bootc has already it does not fetch, and so does not verify. */
  readonly enforcedPull?: { readonly image: string; readonly fetched: boolean }
  /** Why the staged image was not finalized during shutdown; read only after an ordered reboot. */
  readonly finalizeFailure?: string
}

const NEXT_ROOT = '/run/nextroot'
const SECONDS_30 = 30_000

/**
 * What is mounted there; undefined: nothing. Field 5 of mountinfo is the mount point, and the source of the mount is the
 * second field after the hyphen (proc_pid_mountinfo(5)).
 */
const mountSource = (mountinfo: string): string | undefined => {
  const mount = mountinfo.split('\n').find(line => line.split(' ')[4]?.split('\\')[0] === NEXT_ROOT)
  return mount === undefined ? undefined : (mount.split(' - ')[1]?.split(' ')[1] ?? '')
}

/** Whether a soft reboot is prepared, and whether into a deployment that is there. */
export const readSoftReboot = async (
  host: Host,
  { composefs, staged }: BootcStatus,
): Promise<Pick<Signs, 'nextRoot' | 'softRebootTarget'>> => {
  const source = mountSource((await host.read('/proc/1/mountinfo')) ?? '')
  const nextRoot = source !== undefined
  if (!composefs) return { nextRoot, softRebootTarget: (await host.read('/run/ostree/nextroot-booted')) !== undefined }
  return { nextRoot, softRebootTarget: staged?.verity !== undefined && source === `composefs:${staged.verity}` }
}

const REBOOT_REQUIRED = '/run/reboot-required'

/** What the last switch said is answered, and must not be answered twice. */
export const forgetSwitchErrors = (host: Host): Promise<void> => host.remove(errorsOf('switch'))

/** Only what bootc wrote: requests of other tools stay. */
export const clearRebootRequired = (host: Host): Promise<void> => host.remove(REBOOT_REQUIRED)

/** The line is printed for a manifest that was fetched, and for no other (recorded steps 024 and 041). */
const FETCHED = /^layers already present: /m

const readEnforcedPull = async (host: Host): Promise<Signs['enforcedPull']> => {
  const image = await enforcedImage(host)
  return image === undefined ? undefined : { image, fetched: FETCHED.test((await host.read(outputOf('switch'))) ?? '') }
}

export const readSigns = async (
  host: Host,
  status: BootcStatus,
  competitors: ReadonlyArray<string>,
): Promise<Signs> => {
  const enforcedPull = await readEnforcedPull(host)
  const switchErrors = (await host.read(errorsOf('switch'))) ?? ''
  return {
    ...(await readSoftReboot(host, status)),
    rebootRequired: (await host.read(REBOOT_REQUIRED))?.startsWith('bootc: ') === true,
    boundImagesMissing: /Pulling bound images/.test(switchErrors),
    boundImagesNotPulled: status.composefs ? await missingBoundImages(host) : undefined,
    competitors,
    layerCorrupted: /corrupted blob/.test(switchErrors) || undefined,
    enforcedPull,
  }
}

/** How the host went down. */
export interface WayDown {
  readonly composefs: boolean
  /** By a soft reboot: the kernel runs on, and so does the boot of its journal. Since when, in milliseconds since 1970. */
  readonly softSince?: number
}

/** The last run of the unit: of a soft reboot it lies in this boot, after that was asked for. */
const journalOf = ({ softSince }: WayDown): ReadonlyArray<string> =>
  softSince === undefined ? ['-b', '-1'] : ['-b', '0', `--since=@${Math.floor(softSince / 1000)}`]

/**
 * What the unit that finishes a staged image said on the way down. After a reboot the next boot's unit fails for it
 * (bootc-contract.md §6); over a soft reboot that one stays active, and says nothing (recorded steps 088 to 093).
 */
export const readFinalizeFailure = async (host: Host, way: WayDown): Promise<string | undefined> => {
  const { composefs, softSince } = way
  if (!composefs && softSince === undefined) {
    const state = await host.run(['systemctl', 'is-failed', 'ostree-boot-complete.service'], SECONDS_30)
    if (E.isLeft(state)) return undefined
  }
  const unit = composefs ? 'bootc-finalize-staged.service' : 'ostree-finalize-staged.service'
  const journal = await host.run(
    ['journalctl', ...journalOf(way), '-u', unit, '-o', 'cat', '-n', '20', '--no-pager'],
    SECONDS_30,
  )
  const lines = (E.isRight(journal) ? journal.right : '').split('\n')
  // The service's own word; systemd adds that it failed.
  const said = lastLine(lines.filter(line => line.startsWith('error: ')).at(-1) ?? '')
  if (said !== '') return said
  return composefs || softSince !== undefined ? undefined : `${unit} failed`
}
