import * as t from 'io-ts'
import { leniently, orNull } from './leniently'

/**
 * `bootc status --json --format-version=1`, as docs/src/host-v1.schema.json of bootc has it. Fields are optional here where a
 * release older than the newest leaves them out; words of a closed list are plain texts, since the lists grow.
 */

/** `containerPolicy`, `insecure`, or the ostree remote that signs; absent when nothing was verified. */
export const BootcSignature = t.union([t.string, t.type({ ostreeRemote: t.string })], 'BootcSignature')
export type BootcSignature = t.TypeOf<typeof BootcSignature>

/** ImageReference of the schema: `image` as it was given, with tag and digest, without the transport. */
export const BootcImageReference = t.intersection(
  [t.type({ image: t.string }), t.partial({ transport: t.string, signature: leniently(orNull(BootcSignature)) })],
  'BootcImageReference',
)
export interface BootcImageReference extends t.TypeOf<typeof BootcImageReference> {}

/** ImageStatus of the schema. */
export const BootcImageStatus = t.intersection(
  [
    t.type({
      image: BootcImageReference,
      /** The manifest's of one architecture, even where the reference pins a multi-arch index. Composefs before 1.16.4: the config's. */
      imageDigest: t.string,
    }),
    t.partial({
      version: orNull(t.string),
      /** RFC 3339. */
      timestamp: orNull(t.string),
      /** As OCI names it: amd64, arm64 (1.1.7). */
      architecture: orNull(t.string),
    }),
  ],
  'BootcImageStatus',
)
export interface BootcImageStatus extends t.TypeOf<typeof BootcImageStatus> {}

/** BootEntryOstree of the schema. */
export const BootcOstree = t.partial(
  { stateroot: leniently(t.string), checksum: leniently(t.string), deploySerial: leniently(t.number) },
  'BootcOstree',
)
export interface BootcOstree extends t.TypeOf<typeof BootcOstree> {}

/** BootEntryComposefs of the schema (1.9). */
export const BootcComposefs = t.partial(
  {
    /** Name of the deployment: 128 hex digits. */
    verity: t.string,
    /** `Bls`, or `Uki` for a unified kernel image. */
    bootType: orNull(t.string),
    /** `grub`, `grub-cc`, `systemd`, `none`. */
    bootloader: leniently(orNull(t.string)),
    bootDigest: leniently(orNull(t.string)),
    /** Whether files without fs-verity are accepted (1.15.2). */
    missingVerityAllowed: leniently(t.boolean),
  },
  'BootcComposefs',
)
export interface BootcComposefs extends t.TypeOf<typeof BootcComposefs> {}

/** BootEntry of the schema: one deployment of the host. */
export const BootcDeployment = t.partial(
  {
    /** Null when it came from no container image, or is incompatible. */
    image: orNull(BootcImageStatus),
    /** What the last look at the registry found under the same reference (1.1). */
    cachedUpdate: leniently(orNull(BootcImageStatus)),
    /** Packages were layered by rpm-ostree, so bootc refuses to update. */
    incompatible: t.boolean,
    pinned: leniently(t.boolean),
    /** Whether the running system can soft reboot into it (1.7). */
    softRebootCapable: t.boolean,
    /** Staged, and not applied by a reboot until it is unlocked (1.12, composefs 1.13). */
    downloadOnly: t.boolean,
    store: leniently(orNull(t.string)),
    ostree: orNull(BootcOstree),
    composefs: orNull(BootcComposefs),
  },
  'BootcDeployment',
)
export interface BootcDeployment extends t.TypeOf<typeof BootcDeployment> {}

/** FilesystemOverlay of the schema. */
export const BootcUsrOverlay = t.partial(
  { accessMode: leniently(t.string), persistence: leniently(t.string) },
  'BootcUsrOverlay',
)
export interface BootcUsrOverlay extends t.TypeOf<typeof BootcUsrOverlay> {}

/** HostSpec of the schema. */
export const BootcHostSpec = t.partial(
  { image: leniently(orNull(BootcImageReference)), bootOrder: leniently(t.string) },
  'BootcHostSpec',
)
export interface BootcHostSpec extends t.TypeOf<typeof BootcHostSpec> {}

/** HostStatus of the schema. Without a booted image the host is no bootc host, or bootc ran in a container. */
export const BootcHostStatus = t.partial(
  {
    staged: orNull(BootcDeployment),
    booted: orNull(BootcDeployment),
    rollback: orNull(BootcDeployment),
    /** Those beside the three that have a boot entry, e.g. pinned ones (1.3); absent when there are none. */
    otherDeployments: orNull(t.readonlyArray(BootcDeployment)),
    /** The next boot runs the rollback entry. Inverted for unified kernel images before 1.16.11. */
    rollbackQueued: t.boolean,
    type: leniently(orNull(t.string)),
    /** Something lies over /usr until the next boot (1.14). */
    usrOverlay: orNull(BootcUsrOverlay),
    /** The root lies on a read-only device, e.g. a live ISO (1.16.7). */
    readOnly: t.boolean,
  },
  'BootcHostStatus',
)
export interface BootcHostStatus extends t.TypeOf<typeof BootcHostStatus> {}

/** Host of the schema: all that `bootc status --json` prints. */
export const BootcHost = t.intersection(
  [
    t.type({ kind: t.literal('BootcHost'), status: BootcHostStatus }),
    t.partial({
      apiVersion: leniently(t.string),
      metadata: leniently(t.UnknownRecord),
      spec: leniently(BootcHostSpec),
    }),
  ],
  'BootcHost',
)
export interface BootcHost extends t.TypeOf<typeof BootcHost> {}
