import * as E from 'fp-ts/Either'
import type { RawUpdate } from '../../../../agent/cluster/update-calls'
import { orderIdIn } from '../../../../agent/order'
import type { BootcNodeUpdateStatus } from '../../../../hooks/api/bootc-node-update'
import { isSame } from '../../../../hooks/api/is-same'
import type { ApiError } from '../../../../hooks/ports/api/api-request'
import { specWith } from '../spec-with'
import type { Rollout, Status } from './script'

export const NODE = 'node-1'

const CONFLICT: ApiError = { kind: 'api-refused', call: 'PATCH', status: 409, reason: 'Conflict', message: '' }
const DOWN: ApiError = { kind: 'api-unreachable', call: 'GET', message: 'down' }

/** The BootcNodeUpdate of the node, as an API server has it. */
export interface Orders {
  readonly object: () => RawUpdate | undefined
  readonly status: () => Status
  /** Writes what the rollout orders now. */
  readonly renew: () => void
  readonly read: () => E.Either<ApiError, RawUpdate | undefined>
  readonly report: (status: BootcNodeUpdateStatus, onlyAt?: string) => E.Either<ApiError, 'written' | 'unchanged'>
  /** Whether the order is to reboot, from this boot. */
  readonly ordersReboot: (bootId: string) => boolean
}

export const createOrders = (rollout: Rollout, isDown: () => boolean): Orders => {
  let version = 1
  let object: RawUpdate | undefined

  const store = (next: Partial<RawUpdate>): void => {
    version += 1
    const metadata = { name: NODE, resourceVersion: String(version) }
    object = { ...object, ...next, metadata }
  }
  const renew = (): void => {
    const order = rollout(object?.status ?? {})
    const id = orderIdIn(object) ?? 0
    if (order === undefined) object = undefined
    else if (!isSame(specWith({ ...order }, id), object?.spec)) store({ spec: specWith({ ...order }, id + 1) })
  }
  return {
    object: () => object,
    status: () => object?.status ?? {},
    renew,
    read: () => (isDown() ? E.left(DOWN) : E.right(object)),
    report: (status, onlyAt) => {
      if (isDown()) return E.left(DOWN)
      if (object === undefined || (onlyAt !== undefined && onlyAt !== object.metadata.resourceVersion)) {
        return E.left(CONFLICT)
      }
      if (JSON.stringify(status) === JSON.stringify(object.status)) return E.right('unchanged')
      store({ status })
      renew()
      return E.right('written')
    },
    ordersReboot: bootId => {
      const { order } = (object?.spec ?? {}) as { order?: { step?: string; reboot?: { fromBoot?: string } } }
      return order?.step === 'Reboot' && order.reboot?.fromBoot?.split('/')[0] === bootId
    },
  }
}
