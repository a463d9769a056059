import { readJsonFile, writeJsonFile } from './json-file'
import type { HostLayout } from './layout'
import type { ImageLayer } from './registry'

/** An image as the ostree repository of a host knows it. */
export interface StoredImage {
  /** Pull specification, exactly as given. */
  readonly image: string
  /** Per-architecture manifest digest. */
  readonly digest: string
  readonly version: string
  readonly timestamp: string
  readonly architecture: string
  readonly kernel: string
  /** ostree commit; on composefs the fs-verity digest, by which deployments are named there. */
  readonly commit: string
  /** Of kernel and initramfs; composefs only. */
  readonly bootDigest?: string
  readonly layers: ReadonlyArray<ImageLayer>
  /** Staged with `--enforce-container-sigpolicy`: part of the specification, as the reference is; ostree only. */
  readonly signature?: 'containerPolicy'
}

export interface Deployment {
  readonly image: StoredImage
  readonly serial: number
  readonly pinned: boolean
  /** Kernel arguments by `bootc loader-entries set-options-for-source`; ostree only. */
  readonly options?: string | undefined
}

/** `commit.serial`: how ostree names a deployment, and its directory. */
export type DeploymentId = string
export const idOf = ({ image, serial }: Deployment): DeploymentId => `${image.commit}.${serial}`

/**
 * All that a host remembers. `deployments` and below is its disk; `run` is gone after a hard reboot or a power cut, but
 * not after a soft reboot.
 */
export interface HostState {
  /** Finalised deployments in boot order: the first is the default entry of the boot loader. */
  readonly deployments: ReadonlyArray<Deployment>
  /** Image references kept in the repository, by pull specification. */
  readonly images: Readonly<Record<string, StoredImage>>
  /** Layers in the repository, by digest; collected only when something new is staged. */
  readonly layers: Readonly<Record<string, ImageLayer>>
  /** News that a manifest fetch found for a commit; lives and dies with the commit. */
  readonly cachedUpdates: Readonly<Record<string, StoredImage>>
  readonly run: RunState
}

export interface RunState {
  readonly bootId: string
  readonly softReboots: number
  /** The deployment that bootc takes for booted (/run/ostree-booted). */
  readonly booted: DeploymentId
  /** The deployment whose tree is the root; differs from `booted` after a second soft reboot in one boot. */
  readonly rootTree: DeploymentId
  readonly staged: { readonly deployment: Deployment; readonly locked: boolean } | undefined
  /** What /run/ostree/nextroot-booted names. */
  readonly softRebootTarget: DeploymentId | undefined
  /** What is mounted on /run/nextroot: stays mounted when its deployment is deleted. */
  readonly nextRoot: DeploymentId | undefined
  /** ostree-boot-complete.service is active: it stays so over a soft reboot and then does not run again. */
  readonly bootCompleteActive: boolean
  readonly activeUnits: ReadonlyArray<string>
  /** What the finalize service wrote when the host last went down, and in which boot that was: this or the one before. */
  readonly journal?: { readonly boot: 0 | -1; readonly lines: ReadonlyArray<string> }
  /** ostree-boot-complete.service failed at this start, since the last finalisation had: why. */
  readonly finalizeFailure?: string | undefined
  /** `bootc usr-overlay` was called in this boot. */
  readonly usrOverlay?: boolean
}

export const readState = (layout: HostLayout): HostState => {
  const read = readJsonFile(layout.state)
  if (read === undefined) throw new Error(`${layout.state} is missing: make the host with createHost first`)
  return read as HostState
}

export const writeState = (layout: HostLayout, state: HostState): void => writeJsonFile(layout.state, state)

export const bootedDeployment = ({ deployments, run }: HostState): Deployment => {
  const booted = deployments.find(deployment => idOf(deployment) === run.booted)
  if (booted === undefined) throw new Error(`the booted deployment ${run.booted} is not among the host's deployments`)
  return booted
}

/** The first of the others: bootc's rollback slot. */
export const rollbackDeployment = ({ deployments, run }: HostState): Deployment | undefined =>
  deployments.find(deployment => idOf(deployment) !== run.booted)

/** Another deployment comes before the booted one in the boot order. */
export const isRollbackQueued = ({ deployments, run }: HostState): boolean =>
  deployments.findIndex(deployment => idOf(deployment) === run.booted) > 0

/** bootc's spec.image: the staged image, else the booted one. */
export const specImage = (state: HostState): StoredImage =>
  (state.run.staged?.deployment ?? bootedDeployment(state)).image

export const isSoftRebootCapable = (state: HostState, { image, options }: Deployment): boolean => {
  const booted = bootedDeployment(state)
  return image.kernel === booted.image.kernel && options === booted.options
}

export const withRun = (state: HostState, changes: Partial<RunState>): HostState => ({
  ...state,
  run: { ...state.run, ...changes },
})
