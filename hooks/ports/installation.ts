import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeWith } from '../api/decode'
import type { PodReference } from '../api/drain'
import { ObjectMeta } from '../api/kubernetes'
import { API_VERSION } from '../api/names'
import { CrdSchemas, pluralsOf, ServedKinds, titleOf } from '../api/other-kinds'
import type { Right } from '../api/right'
import { VERSION_ANNOTATION } from '../api/version'
import { type ApiCall, apiRequest, isNotFound } from './api/api-request'
import type { ServerClock } from './server-clock'

/** What the operator asks about its own installation. Every call may reject. */
export interface Installation {
  /** Such as `v1.36.3`. */
  readonly serverVersion: () => Promise<string>
  readonly mayI: (right: Right) => Promise<boolean>
  /** The version that a CRD says it came with; `missing` when there is no such CRD, undefined when it says none. */
  readonly crdVersion: (name: string) => Promise<string | 'missing' | undefined>
  /** The title of the schema of a CRD's version; `missing` when there is no such CRD, undefined when it has none. */
  readonly crdTitle: (name: string) => Promise<string | 'missing' | undefined>
  /** Plurals of the kinds that the API server serves in our group and version. */
  readonly servedKinds: () => Promise<ReadonlyArray<string>>
  readonly exists: (path: string) => Promise<boolean>
  /** The image of a container of a pod, as its spec names it. */
  readonly imageOf: (pod: PodReference, container: string) => Promise<string | undefined>
}

const CALL_MS = 5000
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
/** A CRD's schema is megabytes of text, which are not needed here. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'

const Version = t.type({ gitVersion: t.string }, 'Version')
const Review = t.type({ status: t.type({ allowed: t.boolean }) }, 'SelfSubjectAccessReview')
const WithMetadata = t.type({ metadata: ObjectMeta }, 'WithMetadata')
const PodImages = t.type(
  { spec: t.type({ containers: t.readonlyArray(t.type({ name: t.string, image: t.string })) }) },
  'PodImages',
)

export const kubernetesInstallation = (config: KubeConfig, heard?: ServerClock['heard']): Installation => {
  const ask = async <A>(codec: t.Type<A, unknown, unknown>, call: ApiCall): Promise<A> => {
    const decoded = decodeWith(codec)(await apiRequest(config, { timeoutMs: CALL_MS, heard, ...call }))
    if (E.isLeft(decoded)) throw new Error(`${call.path} cannot be read: ${decoded.left.join('; ')}`)
    return decoded.right
  }
  const find = <A>(codec: t.Type<A, unknown, unknown>, call: ApiCall): Promise<A | undefined> =>
    ask(codec, call).catch((error: unknown) => (isNotFound(error) ? undefined : Promise.reject(error)))

  return {
    serverVersion: async () => (await ask(Version, { method: 'GET', path: '/version' })).gitVersion,
    mayI: async resourceAttributes => {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      }
      return (await ask(Review, { method: 'POST', path: REVIEWS, body })).status.allowed
    },
    crdVersion: async name => {
      const crd = await find(WithMetadata, { method: 'GET', path: `${CRDS}/${name}`, accept: METADATA_ONLY })
      return crd === undefined ? 'missing' : crd.metadata.annotations?.[VERSION_ANNOTATION]
    },
    crdTitle: async name => {
      const crd = await find(CrdSchemas, { method: 'GET', path: `${CRDS}/${name}` })
      return crd === undefined ? 'missing' : titleOf(crd)
    },
    servedKinds: async () => pluralsOf(await find(ServedKinds, { method: 'GET', path: `/apis/${API_VERSION}` })),
    exists: async path => (await find(t.UnknownRecord, { method: 'GET', path, accept: METADATA_ONLY })) !== undefined,
    imageOf: async ({ namespace, name }, container) => {
      const pod = await find(PodImages, { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}` })
      return pod?.spec.containers.find(({ name }) => name === container)?.image
    },
  }
}
