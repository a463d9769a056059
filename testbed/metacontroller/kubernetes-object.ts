/** An owner reference as the API server stores it. */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

export interface ObjectMetadata {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: ReadonlyArray<OwnerReference>
  readonly [field: string]: unknown
}

/** Any object of any kind: the driver, like the real Metacontroller, knows no schema. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMetadata
  readonly [field: string]: unknown
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a hook's item can be treated as an object of Kubernetes at all. */
export const isKubernetesObject = (value: unknown): value is KubernetesObject =>
  isRecord(value) &&
  typeof value['apiVersion'] === 'string' &&
  typeof value['kind'] === 'string' &&
  isRecord(value['metadata']) &&
  typeof value['metadata']['name'] === 'string'

/** The key of an object among those of its kind, as hooks see it: `ns/name`, or `name` for cluster-scoped kinds. */
export const objectKey = ({ metadata }: KubernetesObject): string =>
  metadata.namespace === undefined || metadata.namespace === ''
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`

/** The key of a kind in hook requests: `Kind.version` for the core group, else `Kind.group/version`. */
export const kindKey = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
  `${kind}.${apiVersion}`

export const uidOf = ({ metadata }: KubernetesObject): string => metadata.uid ?? ''

/** The one owner that controls the object; undefined makes it an orphan, whatever other owners it has. */
export const controllerOf = ({ metadata }: KubernetesObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)

/** The group of an apiVersion; the core group is the empty string. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''

export const isBeingDeleted = ({ metadata }: KubernetesObject): boolean => metadata.deletionTimestamp !== undefined

/** The reference that makes `parent` the controller of another object. */
export const controllerReference = (parent: KubernetesObject): OwnerReference => ({
  apiVersion: parent.apiVersion,
  kind: parent.kind,
  name: parent.metadata.name,
  uid: uidOf(parent),
  controller: true,
  blockOwnerDeletion: true,
})

export const withMetadata = <T extends KubernetesObject>(object: T, change: Partial<ObjectMetadata>): T => ({
  ...object,
  metadata: { ...object.metadata, ...change },
})
