import * as E from 'fp-ts/Either'
import { parseBounded } from '../../hooks/api/bounded-json'
import { decodeWith } from '../../hooks/api/decode'
import { type BootcBackend, backendOf } from '../../packages/bootc-status/backend'
import { type BootcDeployment, BootcHost } from '../../packages/bootc-status/bootc-host'
import { limited, timeIn } from './limits'

/**
 * A boot entry that came from a container image. `image` is the reference as bootc has it, `digest` the
 * per-architecture manifest's, even where the reference pins a multi-arch index.
 */
export interface BootEntry {
  readonly image: string
  readonly digest: string
  readonly transport: string
  readonly version?: string
  /** RFC 3339. */
  readonly timestamp?: string
  /** As OCI names it: amd64, arm64. */
  readonly architecture?: string
  /** Staged, and not applied by a reboot until it is unlocked (bootc 1.12; composefs 1.13). */
  readonly locked: boolean
  /** Whether the running system can soft reboot into it (bootc 1.7). */
  readonly softRebootCapable: boolean
  /** Pulled, or at least staged, with `--enforce-container-sigpolicy`; composefs does not keep it. */
  readonly enforced?: true
  /** Name of the deployment on the composefs backend: 128 hex digits. */
  readonly verity?: string
}

/** What `bootc status` says. Without a booted image the host is no bootc host. */
export interface BootcStatus {
  readonly booted: BootEntry | undefined
  readonly staged: BootEntry | undefined
  readonly rollback: BootEntry | undefined
  /** Deployments beside these three that still have a boot entry, e.g. pinned ones (bootc 1.3). */
  readonly others: number
  /** The next boot runs the rollback entry. */
  readonly rollbackQueued: boolean
  /** The root lies on a read-only device, e.g. a live ISO. */
  readonly readOnly: boolean
  /** Packages were layered by rpm-ostree, so bootc refuses to update. */
  readonly layered: boolean
  /** Something lies over /usr until the next boot (bootc 1.14). */
  readonly usrOverlay: boolean
  /** False on the ostree backend, and on hosts that bootc did not boot. */
  readonly composefs: boolean
  /** The booted entry is a unified kernel image: bootc then does not know which entry boots next. */
  readonly unifiedKernel: boolean
  /** How bootc keeps what is booted. */
  readonly backend?: BootcBackend
}

/**
 * The booted image staged once more: kernel arguments were changed on the host, and apply with its next reboot (recorded
 * steps 318 and 343). It is an admin's, and no update.
 */
export const hasPendingArguments = ({ booted, staged, composefs }: BootcStatus): boolean =>
  !composefs && staged !== undefined && staged.digest === booted?.digest

const entryOf = (entry: BootcDeployment | null | undefined): BootEntry | undefined => {
  const image = entry?.image
  if (image === null || image === undefined) return undefined
  const { version, timestamp, architecture } = image
  const verity = entry?.composefs?.verity
  const built = typeof timestamp === 'string' ? timeIn(timestamp) : undefined
  return {
    image: limited('image', image.image.image),
    digest: limited('digest', image.imageDigest),
    transport: image.image.transport ?? 'registry',
    version: typeof version === 'string' ? limited('version', version) : undefined,
    timestamp: built,
    architecture: typeof architecture === 'string' ? limited('architecture', architecture) : undefined,
    locked: entry?.downloadOnly === true,
    softRebootCapable: entry?.softRebootCapable === true,
    enforced: image.image.signature === 'containerPolicy' || undefined,
    verity,
  }
}

/** Of the format that `--format-version=1` asks for. */
const API_VERSION = 'org.containers.bootc/v1'

/** The JSON of `bootc status --json --format-version=1`; problems as lines. */
export const parseStatus = (stdout: string): E.Either<ReadonlyArray<string>, BootcStatus> => {
  const json = parseBounded(stdout)
  if (E.isLeft(json)) return E.left([`expected JSON, got ${JSON.stringify(stdout.slice(0, 60))}, which ${json.left}`])
  const decoded = decodeWith(BootcHost)(json.right)
  if (E.isLeft(decoded)) return decoded
  const { apiVersion = API_VERSION } = decoded.right
  if (apiVersion !== API_VERSION) {
    return E.left([`expected apiVersion ${API_VERSION}, got ${limited('version', apiVersion)}: this bootc is too new`])
  }
  const { booted, staged, rollback, otherDeployments, rollbackQueued, usrOverlay, readOnly } = decoded.right.status
  return E.right({
    booted: entryOf(booted),
    staged: entryOf(staged),
    rollback: entryOf(rollback),
    others: otherDeployments?.length ?? 0,
    rollbackQueued: rollbackQueued === true,
    readOnly: readOnly === true,
    layered: booted?.incompatible === true || staged?.incompatible === true,
    usrOverlay: usrOverlay !== null && usrOverlay !== undefined,
    composefs: booted?.composefs !== null && booted?.composefs !== undefined,
    unifiedKernel: booted?.composefs?.bootType === 'Uki',
    backend: backendOf(decoded.right),
  })
}
