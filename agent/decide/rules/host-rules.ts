import { isImage } from '../../../hooks/api/bootc-node-update'
import { isWorker } from '../../host/competitors'
import { statusLies } from '../../observe/facts'
import { cannot, pausedAfterFailure, type Rule } from './rule'

/** Hosts to which nothing may be done at all, and what must be right before any other fact counts. */

export const notBootcHost: Rule = ({ host }) =>
  host.status.booted === undefined && !host.status.layered
    ? cannot('NotBootcHost', 'the host was not booted by bootc: install it from a bootc image')
    : undefined

export const layeredPackages: Rule = ({ host }) =>
  host.status.layered
    ? cannot('LayeredPackages', 'packages are layered on the host: run `rpm-ostree reset` and reboot')
    : undefined

export const readOnlyHost: Rule = ({ host }) =>
  host.status.readOnly ? cannot('ReadOnlyHost', 'the root of the host lies on a read-only device') : undefined

/** Before every rule that uses boot entries: bootc reports them wrongly. */
export const lyingStatus: Rule = situation => {
  if (!statusLies(situation.host)) return undefined
  return pausedAfterFailure(situation) ?? { do: 'complete-boot' }
}

/** Masked as soon as one is seen to run, at the latest minutes after it started. */
export const competingUpdater: Rule = ({ host, memory, order }) => {
  const { competitors } = host.signs
  const masked = memory.masked ?? []
  const units = competitors.filter(unit => !isWorker(unit) || !masked.includes(unit))
  if (units.length > 0) return { do: 'mask', units }
  const [worker] = competitors
  if (worker === undefined) return undefined
  const isToPull = order.spec.step !== 'Observe' && !isImage(host.status.booted, order.digest)
  const phase = isToPull ? 'Staging' : 'Idle'
  return { do: 'wait', phase, because: `waits for ${worker}, which updates the host too` }
}
