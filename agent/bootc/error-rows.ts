import type { FailureReason } from './reasons'

/** What a link of an error's chain stands for, if it is the innermost one that is known. */
export interface Row {
  readonly reason: FailureReason
  /** Terminal is what only another image or another order can cure. */
  readonly terminal: boolean
  /** A link of the chain. */
  readonly text: RegExp
  /** The links around it, joined as they were; any, when it is absent. */
  readonly within?: RegExp
}

const retried = (reason: FailureReason, text: RegExp, within?: RegExp): Row => ({
  reason,
  terminal: false,
  text,
  within,
})
const terminal = (reason: FailureReason, text: RegExp): Row => ({ reason, terminal: true, text })

/** Errors of the host's own disk, memory and rights: words of strerror(3), and numbers as Rust adds them. */
const HOST: ReadonlyArray<Row> = [
  retried(
    'DiskFull',
    /insufficient free space|min-free-space|no space left on device|disk quota exceeded|os error (28|122)\b/i,
  ),
  retried(
    'DiskError',
    /input\/output error|^bad message|structure needs cleaning|read-only file system|stale file handle|os error (5|30|74|116|117)\b/i,
  ),
  retried(
    'HostBusy',
    /cannot allocate memory|too many open files|resource temporarily unavailable|os error (11|12|23|24)\b/i,
  ),
  // A firewall on the host answers a connection with the words of a missing right.
  retried(
    'RegistryUnreachable',
    /permission denied|operation not permitted/i,
    /\b(dial|read|write) (tcp|udp)|\blookup \S+ on /,
  ),
  retried('Unauthorized', /permission denied/i, /(denied|unauthorized)$/i),
  retried(
    'NotPrivileged',
    /permission denied|operation not permitted|root privilege|executed as the root user|os error (1|13)\b/i,
  ),
]

/** What a network, a proxy or a registry answers that will do better later. Codes are those of the distribution API. */
const REGISTRY: ReadonlyArray<Row> = [
  retried('RegistryUnreachable', /proxy authentication required|^407 |StatusCode 407/i),
  retried('Unauthorized', /^40[13]\b|status code from registry 40[13]\b/i, /bearer token|auth token/i),
  retried(
    'Unauthorized',
    /authentication required|invalid username\/password|^unauthorized|^denied$|access to the (requested )?resource is (denied|not authorized)|StatusCode 401|^401\b/i,
  ),
  retried(
    'RegistryUnreachable',
    /^toomanyrequests|too many requests|(StatusCode|status code from registry) (408|429|5\d\d)\b|^(408|429|5\d\d) \S|pinging container registry/i,
  ),
  retried(
    'RegistryUnreachable',
    /connection (refused|reset|timed out|closed)|closed network connection|no such host|server misbehaving|name resolution|i\/o timeout|handshake timeout|deadline exceeded|timeout awaiting|timeout exceeded|no route to host|network is (unreachable|down)|host is down|broken pipe|\bEOF\b(?! while parsing)|unexpected end of file|stream error|^http2|^tls\b|^x509\b|os error (32|10[0134]|11[0123])\b/i,
  ),
  retried('BlobNotFound', /blob unknown/i),
  retried('BlobNotFound', /^404 |StatusCode 404/i, /fetching blob|GetBlob|Parsing layer blob/),
  // The manifest is there: something on the way took the header away.
  retried('ImagePullFailed', /accept header does not support/i),
  retried('SignatureMissing', /manifest unknown|name unknown/i, /reading signatures|sigstore attachment/i),
  // The operator asks itself before this fails a node: a mirror or a cache may only be late.
  retried('ImageNotFound', /manifest unknown|name unknown/i),
]

/** Signatures, and the policy of the host that asks for them. */
const SIGNATURES: ReadonlyArray<Row> = [
  retried('SignatureMissing', /a signature was required, but no signature exists/i),
  retried('PolicyUnreadable', /no containers policy\.json found/i),
  retried('PolicyUnreadable', /\bat line \d+ column \d+$/i, /Fetching manifest$|policy/i),
  retried('PolicyUnreadable', /no such file or directory/i, /source image rejected/i),
  retried('RegistryUnreachable', /^reading signatures|downloading sigstore|lookaside/i),
  terminal(
    'SignatureRejected',
    /source image rejected|is rejected by policy|refusing usage|signature verification failed/i,
  ),
]

/** What is wrong with the image, or with its name. */
const IMAGE: ReadonlyArray<Row> = [
  terminal('NotABootcImage', /does not have .* label|multiple subdirectories in usr\/lib\/modules/i),
  terminal('InvalidImage', /^serialization error/i),
  terminal('WrongArchitecture', /image has architecture|no image found in (image index|manifest list)/i),
  terminal('InvalidReference', /invalid reference format|both a tag and digest/i),
  // ostree keeps such a layer, so it is never simply tried again (recorded steps 330, 340). Composefs drops it (424).
  retried('ImagePullFailed', /corrupted blob|amount of bytes read does not match/i, /unable to pull container image/i),
  retried('LayerCorrupted', /^corrupted blob/i),
]

/** The rest of what bootc says of its host, and what it was doing: the outer links. */
const BOOTC: ReadonlyArray<Row> = [
  retried('BrokenDeployment', /missing base image ref|opening stream 'oci-manifest|reading deployment metadata/i),
  retried('EtcMergeConflict', /merge conflicts found in etc|during \/etc merge/i),
  retried('SameContent', /same fs-verity digest as the existing/i),
  retried('LayeredPackages', /local rpm-ostree modifications/i),
  retried('ReadOnlyHost', /read-only block device/i),
  retried('NotBootcHost', /not booted via bootc|requires a booted host system/i),
  terminal('SoftRebootImpossible', /soft reboot was required|cannot soft-reboot to deployment/i),
  retried('StagedLost', /no staged deployment/i),
  retried('FinalizeFailed', /failed to start (ostree|bootc)-finalize-staged|^starting finalize staged service$/i),
  retried(
    'ImagePullFailed',
    /OpenImage|GetManifest|GetBlob|GetFullConfig|FinishPipe|^Fetching manifest|^Importing$|^Parsing layer blob|^Unable to pull container image|^Unencapsulating|^Failed to pull image/i,
  ),
]

/**
 * By the texts recorded from bootc 1.16.9 and 1.16.10 and those of its sources (bootc-contract.md §7). Terminal is what only another
 * image or another order can cure: never what a network, a registry or the host's own disk and rights may do.
 */
export const ROWS: ReadonlyArray<Row> = [...HOST, ...REGISTRY, ...SIGNATURES, ...IMAGE, ...BOOTC]

/** What is wrong with the host and not with what it pulls. */
const HOSTS_OWN: ReadonlySet<FailureReason> = new Set(['DiskFull', 'DiskError', 'HostBusy', 'NotPrivileged'])

/** The image itself is staged by then: whatever else keeps its bound images away says nothing of it. */
const isOfBoundImage = (chain: ReadonlyArray<string>): boolean =>
  chain.some(link => /^pulling bound images$/i.test(link)) && chain.some(link => /^failed to pull image/i.test(link))

const BOUND = retried('BoundImagesMissing', /^failed to pull image/i)

/** The row of the innermost link that is known: the cause decides, not what was being done. */
export const rowOf = (chain: ReadonlyArray<string>): Row | undefined => {
  for (let at = chain.length - 1; at >= 0; at -= 1) {
    const link = chain[at] ?? ''
    const around = chain.slice(0, at).join(': ')
    const row = ROWS.find(({ text, within }) => text.test(link) && (within === undefined || within.test(around)))
    if (row !== undefined) return isOfBoundImage(chain) && !HOSTS_OWN.has(row.reason) ? BOUND : row
  }
  return undefined
}
