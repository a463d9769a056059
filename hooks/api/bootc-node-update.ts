import * as t from 'io-ts'
import { BootcBackend } from '../../packages/bootc-status/backend'
import { ImageDigest } from './image'
import { Condition, ObjectMeta, statusWrittenAt, Timestamp } from './kubernetes'
import { PoolMember } from './pool-member'
import { RebootPolicy } from './rollout-settings'

export const Step = t.keyof({ Observe: null, Stage: null, Reboot: null }, 'Step')
export type Step = t.TypeOf<typeof Step>

/** Leave to reboot once: valid in the boot `fromBoot` and under the mark `mark` alone, dead afterwards. */
export const RebootOrder = t.type({ fromBoot: t.string, mark: t.string, policy: RebootPolicy }, 'RebootOrder')
export interface RebootOrder extends t.TypeOf<typeof RebootOrder> {}

/** What the host is to do. rollout-sync writes it, each time as a whole; a later order has a higher `id`. */
export const HostOrder = t.intersection(
  [
    t.type({
      /** Counts the orders of this object: a report says which of them it is about. */
      id: t.number,
      /** The pool whose rollout gave it. */
      pool: t.string,
      /** `repository@digest`: what the node should run. */
      image: t.string,
      step: Step,
      /** When this order was given. */
      since: Timestamp,
      /** Key of (target, retry, going there or back): a failure counts only in the attempt that it happened in. */
      attempt: t.string,
      /** Whether a staged image is locked against reboots that we did not order. */
      lock: t.boolean,
    }),
    t.partial({
      reboot: RebootOrder,
      /** Whether bootc must enforce the host's signature policy when it pulls the image. */
      requireSignature: t.boolean,
      /** What the agent reports on, whatever the step; absent when the pool asks for nothing. */
      verify: t.type({ systemdUnits: t.readonlyArray(t.string) }),
    }),
  ],
  'HostOrder',
)
export interface HostOrder extends t.TypeOf<typeof HostOrder> {}

/** `node` is written by node-sync alone, `order` by rollout-sync; an order that its pool can not take back, by node-sync. */
export const BootcNodeUpdateSpec = t.intersection(
  [t.type({ node: PoolMember }), t.partial({ order: HostOrder })],
  'BootcNodeUpdateSpec',
)
export interface BootcNodeUpdateSpec extends t.TypeOf<typeof BootcNodeUpdateSpec> {}

/** One boot entry of the host. `image` is the reference as bootc has it, `digest` the per-architecture manifest's. */
export const HostImage = t.intersection(
  [
    t.type({ image: t.string, digest: t.string }),
    t.partial({ version: t.string, timestamp: t.string, architecture: t.string }),
  ],
  'HostImage',
)
export interface HostImage extends t.TypeOf<typeof HostImage> {}

export const StagedImage = t.intersection(
  [HostImage, t.type({ locked: t.boolean, softRebootCapable: t.boolean })],
  'StagedImage',
)
export interface StagedImage extends t.TypeOf<typeof StagedImage> {}

export const AgentPhase = t.keyof(
  { Idle: null, Staging: null, Staged: null, Rebooting: null, Failed: null },
  'AgentPhase',
)
export type AgentPhase = t.TypeOf<typeof AgentPhase>

/** `id` is `<kernel boot id>/<soft reboots since>`, `at` when that boot was first seen by the agent. */
export const Boot = t.type({ id: t.string, at: Timestamp }, 'Boot')
export interface Boot extends t.TypeOf<typeof Boot> {}

/** The kernel's boot id in an agent's `<boot id>/<soft reboots>`: a soft reboot keeps it. */
export const kernelBootOf = (bootId: string): string => bootId.slice(0, bootId.lastIndexOf('/'))

const Outcome = t.keyof({ InProgress: null, Succeeded: null, Failed: null }, 'Outcome')

/** What became of the attempt `key` on this host; the agent keeps it on disk too. */
export const Attempt = t.intersection(
  [
    t.type({ key: t.string, digest: ImageDigest, outcome: Outcome }),
    t.partial({
      previousImage: t.string,
      fromBoot: t.string,
      /** The boot in which it succeeded. */
      toBoot: t.string,
      reason: t.string,
      message: t.string,
      finishedAt: Timestamp,
    }),
  ],
  'Attempt',
)
export interface Attempt extends t.TypeOf<typeof Attempt> {}

/** What a reboot order would bring up: the staged image, or the rollback entry. */
export const Ready = t.type({ digest: t.string, how: t.keyof({ staged: null, rollback: null }, 'How') }, 'Ready')
export interface Ready extends t.TypeOf<typeof Ready> {}

/** How far a download is; `percent` is of `bytesTotal`. */
export const Progress = t.intersection(
  [t.type({ percent: t.number }), t.partial({ bytes: t.number, bytesTotal: t.number })],
  'Progress',
)
export interface Progress extends t.TypeOf<typeof Progress> {}

const UnitState = t.keyof({ active: null, activating: null, inactive: null, failed: null, missing: null }, 'UnitState')

/** A unit that the order names, in this boot of the host; `since` by the host's clock. */
export const HostUnit = t.type({ unit: t.string, state: UnitState, since: Timestamp }, 'HostUnit')
export interface HostUnit extends t.TypeOf<typeof HostUnit> {}

/** Written by the agent of that node alone. */
export const BootcNodeUpdateStatus = t.intersection(
  [
    t.type({ nodeUID: t.string, phase: AgentPhase, message: t.string }),
    t.partial({
      /** `spec.order.id` of the order that the report is about. */
      observedOrder: t.number,
      agentVersion: t.string,
      bootcVersion: t.string,
      backend: BootcBackend,
      boot: Boot,
      booted: HostImage,
      /** For printer columns: 12 hex digits of the booted and of the wanted digest. */
      bootedShort: t.string,
      targetShort: t.string,
      /** The same of their version labels; absent when unknown. */
      bootedVersion: t.string,
      targetVersion: t.string,
      staged: StagedImage,
      /** Kernel arguments were changed on the host, and apply with its next reboot; absent when they were not. */
      pendingKernelArguments: t.boolean,
      rollback: HostImage,
      ready: Ready,
      progress: Progress,
      attempt: Attempt,
      units: t.readonlyArray(HostUnit),
      conditions: t.readonlyArray(Condition),
    }),
  ],
  'BootcNodeUpdateStatus',
)
export interface BootcNodeUpdateStatus extends t.TypeOf<typeof BootcNodeUpdateStatus> {}

export const BootcNodeUpdate = t.intersection(
  [t.type({ metadata: ObjectMeta, spec: BootcNodeUpdateSpec }), t.partial({ status: BootcNodeUpdateStatus })],
  'BootcNodeUpdate',
)
export interface BootcNodeUpdate extends t.TypeOf<typeof BootcNodeUpdate> {}

/** When the agent's report was written, by the API server's clock, in ms; as late as can be where that is not known. */
export const reportedAt = (update: BootcNodeUpdate | undefined): number =>
  (update && statusWrittenAt(update.metadata)) ?? Number.POSITIVE_INFINITY

/** The digest that a pinned reference ends with; undefined for a tag. */
export const digestIn = (image: string): string | undefined => /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1]

/**
 * Whether a boot entry is the wanted image. bootc reports the per-architecture digest, while a pool may pin the digest
 * of a multi-arch index, which then stands in the entry's reference alone.
 */
export const isImage = (entry: HostImage | undefined, digest: string): boolean =>
  entry !== undefined && (entry.digest === digest || digestIn(entry.image) === digest)
