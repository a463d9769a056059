import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { digestIn, HostOrder, isImage, kernelBootOf } from '../hooks/api/bootc-node-update'
import { decodeWith } from '../hooks/api/decode'
import { type BootcStatus, hasPendingArguments } from './bootc/status'
import type { Intent } from './memory'

/**
 * What the agent is to do. `none` is obeyed by doing and writing nothing; `invalid` is reported; only `given` may change
 * the host. `digest` is the wanted one: of the index, where the order pins an index.
 */
export type Order =
  | { readonly kind: 'none'; readonly because: string }
  | ({ readonly kind: 'invalid'; readonly because: string } & Numbered)
  | ({ readonly kind: 'given'; readonly spec: HostOrder; readonly digest: string } & Numbered)

/** By its number: what is said of it must not be taken for an answer to the next. */
export interface Numbered {
  readonly id?: number
}

export type GivenOrder = Extract<Order, { readonly kind: 'given' }>

/** Who the agent is, by its own token. */
export interface Identity {
  readonly nodeName: string
  readonly nodeUID: string
}

/** An order may be too new or too old to be read in full, but this says whether it is ours. */
const Addressed = t.type({ spec: t.type({ node: t.type({ nodeUID: t.string }) }) }, 'BootcNodeUpdate')
const Ordered = t.type({ spec: t.type({ order: t.UnknownRecord }) }, 'BootcNodeUpdate')
const WithOrder = t.type({ spec: t.type({ order: HostOrder }) }, 'BootcNodeUpdate')
const WithId = t.type({ spec: t.type({ order: t.type({ id: t.number }) }) })

/** The number of the order in a BootcNodeUpdate; undefined without one. */
export const orderIdIn = (object: unknown): number | undefined => (WithId.is(object) ? object.spec.order.id : undefined)

/** Reads the order out of a BootcNodeUpdate; `object` is undefined when there is none. */
export const orderIn = (object: unknown, identity: Identity | undefined): Order => {
  if (identity === undefined) return { kind: 'none', because: "the agent's token does not name a node" }
  if (object === undefined) return { kind: 'none', because: `there is no BootcNodeUpdate ${identity.nodeName}` }
  const addressed = decodeWith(Addressed)(object)
  if (E.isLeft(addressed)) return { kind: 'none', because: addressed.left.join('; ') }
  const { nodeUID } = addressed.right.spec.node
  if (nodeUID !== identity.nodeUID) {
    return {
      kind: 'none',
      because: `the order is for another machine of this name: ${nodeUID}, not ${identity.nodeUID}`,
    }
  }
  if (!Ordered.is(object)) return { kind: 'none', because: `BootcNodeUpdate ${identity.nodeName} has no order yet` }
  const number = { id: orderIdIn(object) }
  const invalid = (because: string): Order => ({ kind: 'invalid', because, ...number })
  const decoded = decodeWith(WithOrder)(object)
  if (E.isLeft(decoded)) return invalid(`the order cannot be read: ${decoded.left.join('; ')}`)
  const { order: spec } = decoded.right.spec
  const digest = digestIn(spec.image)
  if (digest === undefined) return invalid(`spec.order.image must end with a digest: ${spec.image}`)
  return { kind: 'given', spec, digest, ...number }
}

/** What a reboot order would bring up now, if it is the wanted image. */
export const readyOf = (status: BootcStatus, digest: string): 'staged' | 'rollback' | undefined => {
  const { staged, rollback } = status
  if (isImage(staged, digest) && !hasPendingArguments(status)) return 'staged'
  return isImage(rollback, digest) ? 'rollback' : undefined
}

/**
 * A reboot order is good for one boot alone; afterwards it is dead and may stay where it is. A soft reboot that did not
 * bring the image has not left that boot as the order meant it: then it is good for one full reboot.
 */
export const ordersReboot = ({ spec, digest }: GivenOrder, bootId: string, intent?: Intent): boolean => {
  if (spec.step !== 'Reboot' || spec.reboot === undefined) return false
  const { fromBoot, policy } = spec.reboot
  if (fromBoot === bootId) return true
  return (
    policy !== 'RequireSoftReboot' &&
    intent?.soft === 'failed' &&
    intent.fromBoot === fromBoot &&
    intent.attempt === spec.attempt &&
    intent.digest === digest &&
    kernelBootOf(fromBoot) === kernelBootOf(bootId)
  )
}
