import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { API_VERSION } from '../../hooks/api/names'
import { type ApiError, apiRequest, isApiError } from '../../hooks/ports/api/api-request'

/** The BootcNodeUpdate as the API has it; only its metadata is taken on trust. */
export interface RawUpdate {
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
  readonly spec?: unknown
  readonly status?: Partial<BootcNodeUpdateStatus>
}

export const COLLECTION = `/apis/${API_VERSION}/bootcnodeupdates`

const attempted = async <A>(call: Promise<A>): Promise<E.Either<ApiError, A>> => {
  try {
    return E.right(await call)
  } catch (error) {
    if (isApiError(error)) return E.left(error)
    throw error
  }
}

/** Asks the API server itself. */
export const readObject = (config: KubeConfig, name: string): Promise<E.Either<ApiError, RawUpdate>> =>
  attempted(apiRequest<RawUpdate>(config, { method: 'GET', path: `${COLLECTION}/${name}` }))

export interface StatusPatch {
  /** A JSON merge patch of the status. */
  readonly status: object
  /** The resourceVersion that the object must still have, else the answer is 409. */
  readonly onlyAt: string | undefined
}

export const patchStatus = (
  config: KubeConfig,
  name: string,
  { status, onlyAt }: StatusPatch,
): Promise<E.Either<ApiError, RawUpdate>> =>
  attempted(
    apiRequest<RawUpdate>(config, {
      method: 'PATCH',
      path: `${COLLECTION}/${name}/status`,
      query: { fieldManager: 'bootc-agent' },
      contentType: 'application/merge-patch+json',
      body: { metadata: onlyAt === undefined ? undefined : { resourceVersion: onlyAt }, status },
    }),
  )
