import { isImage } from '../../hooks/api/bootc-node-update'
import type { BootcStatus, BootEntry } from '../bootc/status'
import type { Memory } from '../memory'
import type { Order } from '../order'
import type { HostView } from './situation'

/** So many digests are remembered. */
const MOST_SAME = 5

type Place = 'booted' | 'staged' | 'rollback'

/** `Some(Booted)`, or `booted` alone. */
const PLACE = /existing (?:Some\()?(booted|staged|rollback)\b/i

/**
 * On composefs bootc refuses to stage what a deployment contains already (recorded steps 226 to 228, 423). It names that
 * one by its place; such a deployment may have been installed from elsewhere, or bear the digest of an image's
 * configuration (bootc before 1.16.4). Undefined when `said` names none that is there.
 */
export const sameContentIn = (
  memory: Memory,
  status: BootcStatus,
  { digest, said }: { readonly digest: string; readonly said: string },
): Memory | undefined => {
  const place = PLACE.exec(said)?.[1]?.toLowerCase() as Place | undefined
  const verity = place === undefined ? undefined : status[place]?.verity
  if (verity === undefined) return undefined
  const others = (memory.same ?? []).filter(known => known.digest !== digest)
  return { ...memory, same: [{ digest, verity }, ...others].slice(0, MOST_SAME) }
}

interface Wanted {
  readonly image: string
  readonly digest: string
}

/** The same status, in which a deployment that has the content of the wanted image bears its name. */
export const withSameContent = (status: BootcStatus, wanted: Wanted, { same = [] }: Memory): BootcStatus => {
  const verities = same.filter(({ digest }) => digest === wanted.digest).map(({ verity }) => verity)
  if (verities.length === 0) return status
  const named = (entry: BootEntry | undefined): BootEntry | undefined =>
    entry?.verity !== undefined && verities.includes(entry.verity) && !isImage(entry, wanted.digest)
      ? { ...entry, image: wanted.image, digest: wanted.digest }
      : entry
  return { ...status, booted: named(status.booted), staged: named(status.staged), rollback: named(status.rollback) }
}

/** The host as it is to be judged by an order. */
export const seenFor = (view: HostView, order: Order, memory: Memory): HostView =>
  view.kind === 'known' && order.kind === 'given'
    ? { ...view, status: withSameContent(view.status, { image: order.spec.image, digest: order.digest }, memory) }
    : view
