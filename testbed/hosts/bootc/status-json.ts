import {
  bootedDeployment,
  type Deployment,
  type HostState,
  idOf,
  isRollbackQueued,
  isSoftRebootCapable,
  rollbackDeployment,
  type StoredImage,
  specImage,
} from '../host-state'
import type { HostSettings } from '../settings'
import { asOf, isSince } from './releases'

/** Keys sorted at every depth and no white space, as bootc's canonical JSON is. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

const referenceOf = ({ image, signature }: Pick<StoredImage, 'image' | 'signature'>): object => ({
  image,
  transport: 'registry',
  ...(signature === undefined ? {} : { signature }),
})

const imageStatus = ({ digest, version, timestamp, architecture, ...spec }: StoredImage): object => ({
  architecture,
  image: referenceOf(spec),
  imageDigest: digest,
  timestamp,
  version,
})

const common = (state: HostState, deployment: Deployment): object => {
  const { staged } = state.run
  return {
    downloadOnly: staged?.deployment === deployment && staged.locked,
    incompatible: false,
    pinned: deployment.pinned,
  }
}

const ostreeEntry = (state: HostState, deployment: Deployment): object => {
  const { image, serial } = deployment
  const cached = state.cachedUpdates[image.commit]
  return {
    ...common(state, deployment),
    // News are kept with the commit and shown under the reference of whoever has it (recorded step 095).
    cachedUpdate: cached === undefined ? null : imageStatus({ ...cached, image: image.image }),
    composefs: null,
    image: imageStatus(image),
    ostree: { checksum: image.commit, deploySerial: serial, stateroot: 'default' },
    softRebootCapable: isSoftRebootCapable(state, deployment),
    store: 'ostreeContainer',
  }
}

/** The version label means nothing to composefs, and the booted entry is never soft reboot capable (recorded step 201). */
const composefsEntry =
  (bootType: 'Bls' | 'Uki') =>
  (state: HostState, deployment: Deployment): object => {
    const { image } = deployment
    const isBooted = deployment === bootedDeployment(state)
    return {
      ...common(state, deployment),
      cachedUpdate: null,
      composefs: {
        bootDigest: image.bootDigest ?? null,
        bootType,
        bootloader: 'systemd',
        missingVerityAllowed: false,
        verity: image.commit,
      },
      image: { ...imageStatus(image), version: null },
      ostree: null,
      softRebootCapable: !isBooted && isSoftRebootCapable(state, deployment),
      store: null,
    }
  }

const host = (spec: unknown, status: unknown): string =>
  canonicalJson({ apiVersion: 'org.containers.bootc/v1', kind: 'BootcHost', metadata: { name: 'host' }, spec, status })

/** What makes a host unfit for bootc; `layered` is one with packages of rpm-ostree on top (bootc-contract.md §1). */
export type Unfit = 'layered' | 'read-only'

type StatusSettings = Pick<HostSettings, 'backend' | 'unifiedKernel' | 'bootcVersion'>

/** The one line, without a newline at its end, that `bootc status --json` prints. */
export const statusJson = (state: HostState, settings: StatusSettings, unfit?: Unfit): string => {
  const { backend, unifiedKernel, bootcVersion } = settings
  const entryOf = backend === 'ostree' ? ostreeEntry : composefsEntry(unifiedKernel ? 'Uki' : 'Bls')
  const layered = unfit === 'layered' ? { image: null, incompatible: true } : {}
  const entry = (deployment: Deployment | undefined): object | null =>
    deployment === undefined ? null : entryOf(state, deployment)
  const rollback = rollbackDeployment(state)
  const others = state.deployments.filter(other => idOf(other) !== state.run.booted && other !== rollback)
  const queued =
    rollback !== undefined && isRollbackQueued(state) !== (unifiedKernel && !isSince(bootcVersion, '1.16.11'))
  const shown = {
    spec: {
      bootOrder: queued ? 'rollback' : 'default',
      image: unfit === 'layered' ? null : referenceOf(specImage(state)),
    },
    status: {
      booted: { ...entry(bootedDeployment(state)), ...layered },
      ...(others.length === 0 ? {} : { otherDeployments: others.map(entry) }),
      readOnly: unfit === 'read-only',
      rollback: entry(rollback),
      rollbackQueued: queued,
      staged: entry(state.run.staged?.deployment),
      type: backend === 'ostree' && unfit !== 'layered' ? 'bootcHost' : null,
      usrOverlay: state.run.usrOverlay === true ? { accessMode: 'readWrite', persistence: 'transient' } : null,
    },
  }
  return host(asOf(bootcVersion, shown.spec), asOf(bootcVersion, shown.status))
}

/** What bootc prints, with exit code 0, when it believes to run in a container (recorded step 017). */
export const CONTAINER_STATUS = host(
  { bootOrder: 'default', image: null },
  { booted: null, readOnly: false, rollback: null, rollbackQueued: false, staged: null, type: null, usrOverlay: null },
)

/** `--booted` leaves the other slots out. */
export const bootedOnly = (json: string): string => {
  const whole = JSON.parse(json) as { readonly status: object }
  return canonicalJson({ ...whole, status: { ...whole.status, staged: null, rollback: null } })
}
