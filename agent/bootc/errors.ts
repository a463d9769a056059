import type { HostError } from '../ports'

/** Stable words, shown as the reason of condition Degraded and of a failed attempt. */
export type Reason =
  | 'ApiUnreachable'
  | 'BoundImagesMissing'
  | 'BrokenDeployment'
  | 'CommandFailed'
  | 'CommandKilled'
  | 'DiskFull'
  | 'EtcMergeConflict'
  | 'FellBack'
  | 'FinalizeFailed'
  | 'HostBusy'
  | 'ImageNotFound'
  | 'ImagePullFailed'
  | 'InvalidImage'
  | 'InvalidOrder'
  | 'InvalidPullSecret'
  | 'InvalidReference'
  | 'LayeredPackages'
  | 'NotABootcImage'
  | 'NotBootcHost'
  | 'NotPrivileged'
  | 'PullStalled'
  | 'ReadOnlyHost'
  | 'RebootFailed'
  | 'RegistryUnreachable'
  | 'RollbackUnknown'
  | 'SameContent'
  | 'SignatureRejected'
  | 'SignatureUnsupported'
  | 'SignatureUnverified'
  | 'SoftRebootImpossible'
  | 'StagedLost'
  | 'StaleSoftReboot'
  | 'StateNotWritable'
  | 'Unauthorized'
  | 'UnexpectedOutput'
  | 'WrongArchitecture'

/** What went wrong, in a word and a sentence. A terminal one fails the attempt; the others are tried again. */
export interface Trouble {
  readonly reason: Reason
  readonly message: string
  readonly terminal: boolean
}

interface Row {
  readonly text: RegExp
  readonly reason: Reason
  readonly terminal: boolean
}

const row = (reason: Reason, kind: 'terminal' | 'retried', text: RegExp): Row => ({
  text,
  reason,
  terminal: kind === 'terminal',
})

/**
 * What bootc's last line says, by the texts recorded from bootc 1.16.9 and those of its sources (bootc.md §7), first match
 * wins. Terminal is what only another image or another order can cure. Credentials, disks and hosts are cured from
 * outside, so those are tried again.
 */
const ROWS: ReadonlyArray<Row> = [
  // Leads the texts of the pull that failed, so it comes before them.
  row('BoundImagesMissing', 'retried', /pulling bound images/i),
  row(
    'BrokenDeployment',
    'retried',
    /missing base image ref|opening stream 'oci-manifest|reading deployment metadata/i,
  ),
  row('EtcMergeConflict', 'retried', /merge conflicts found in etc|during \/etc merge/i),
  row('DiskFull', 'retried', /insufficient free space|min-free-space|no space left on device/i),
  row('NotABootcImage', 'terminal', /does not have .* label|multiple subdirectories in usr\/lib\/modules/i),
  row('InvalidImage', 'terminal', /unencapsulating base|serialization error/i),
  row('WrongArchitecture', 'terminal', /image has architecture|no image found in (image index|manifest list)/i),
  row('SignatureRejected', 'terminal', /source image rejected|refusing usage|a signature was required/i),
  row(
    'NotPrivileged',
    'retried',
    /root privilege|executed as the root user|remounting \/sysroot read-write: permission/i,
  ),
  row('Unauthorized', 'retried', /authentication required|unauthorized|denied: |access to the resource is denied/i),
  row('ImageNotFound', 'terminal', /manifest unknown|name unknown|blob unknown/i),
  row('InvalidReference', 'terminal', /invalid reference format|both a tag and digest/i),
  row('SameContent', 'terminal', /same fs-verity digest as the existing/i),
  row('LayeredPackages', 'terminal', /local rpm-ostree modifications/i),
  row('ReadOnlyHost', 'terminal', /read-only block device/i),
  row('NotBootcHost', 'terminal', /not booted via bootc|requires a booted host system/i),
  row('SoftRebootImpossible', 'terminal', /soft reboot was required|cannot soft-reboot to deployment/i),
  row('StagedLost', 'retried', /no staged deployment/i),
  row('FinalizeFailed', 'retried', /failed to start (ostree|bootc)-finalize-staged/i),
  // The last of the pull's: its text also leads the more precise errors above.
  row(
    'RegistryUnreachable',
    'retried',
    /pinging container registry|connection (refused|reset)|no such host|i\/o timeout|x509:|toomanyrequests|tls: |EOF$/i,
  ),
  row('ImagePullFailed', 'retried', /OpenImage|GetManifest|GetBlob|Fetching manifest|Failed to pull image/i),
]

/** Condition messages longer than this help nobody, in characters. */
const LONGEST = 400

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROL = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g
/** A password in a URL, which a registry's error may repeat. */
const USER_INFO = /(\/\/)[^/@\s]+@/g

/** The last line that says something, without control characters, credentials and the leading `error: `; cut. */
export const lastLine = (text: string): string => {
  const lines = text
    .replace(CONTROL, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  const line = (lines.at(-1) ?? '').replace(/^error: /, '').replace(USER_INFO, '$1')
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line
}

/** Exit code of `env` and of shells when there is no such command. */
const NOT_FOUND = 127
/** Exit codes of what a signal ended: Rust's panic, the kernel short of memory, a shutdown. */
const KILLED = new Set<number | undefined>([undefined, 134, 137, 143])

/** Says what an error of a command stands for. */
export const troubleOf = (error: HostError): Trouble => {
  switch (error.kind) {
    case 'command-timed-out':
      return {
        reason: 'HostBusy',
        message: `${error.command} did not answer within ${error.seconds} s`,
        terminal: false,
      }
    case 'unexpected-output':
      return {
        reason: 'UnexpectedOutput',
        message: `${error.command}: ${lastLine(error.problems.join('; '))}`,
        terminal: false,
      }
    case 'command-failed': {
      if (error.exitCode === NOT_FOUND) {
        return {
          reason: 'NotBootcHost',
          message: `the host has no command ${error.command.split(' ')[0]}`,
          terminal: true,
        }
      }
      const said = lastLine(error.stderr)
      const known = ROWS.find(({ text }) => text.test(error.stderr))
      const code = error.exitCode === undefined ? 'was killed' : `failed with exit code ${error.exitCode}`
      const message = said === '' ? `${error.command} ${code}` : said
      const unknown = KILLED.has(error.exitCode) ? 'CommandKilled' : 'CommandFailed'
      return { reason: known?.reason ?? unknown, message, terminal: known?.terminal ?? false }
    }
  }
}
