import type { DockerConfig } from '../api/docker-config'
import type { ImageDigest, ImageReference } from '../api/image'

/** Why a lookup gave no image; a stable word, fit for the reason of a condition. */
export type LookupFailure =
  | 'Unauthorized'
  | 'ImageNotFound'
  | 'RegistryUnreachable'
  | 'RegistryTimeout'
  | 'CertificateInvalid'
  | 'RateLimited'
  | 'RegistryError'
  | 'InvalidManifest'
  | 'RegistryRefused'
  | 'NotARegistry'

export interface FoundImage {
  readonly outcome: 'found'
  /** Of what the tag names: the index where there is one, else the manifest. */
  readonly digest: ImageDigest
  /** As Go and Kubernetes name them (`amd64`, `arm64`); empty when the image does not say. */
  readonly architectures: ReadonlyArray<string>
  /** Whether the image carries the label `containers.bootc`. */
  readonly bootc: boolean
  /** Label `org.opencontainers.image.version`. */
  readonly version?: string
  /** RFC 3339. */
  readonly createdAt?: string
}

/** `message` is one line without credentials. `retryAfterSeconds` is what the registry asked for. */
export interface FailedLookup {
  readonly outcome: 'failed'
  readonly reason: LookupFailure
  readonly message: string
  readonly retryAfterSeconds?: number
}

/** The registries of the world. A lookup never rejects and ends within 10 s, whatever the registry does. */
export interface Registry {
  readonly lookup: (image: ImageReference, credentials: DockerConfig | undefined) => Promise<FoundImage | FailedLookup>
}
