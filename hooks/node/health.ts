import { reportedAt } from '../api/bootc-node-update'
import { between } from '../api/clocks'
import type { Verify } from '../api/verify'
import type { Health, ObservedNode } from './observed-node'

/** Nothing is asked, or all is met since ever. */
export const MET: Health = { unmet: [], since: 0 }

const unmet = (clause: string): Health => ({ unmet: [clause], since: 0 })

/** Units as the agent reports them, of the boot that its report is about; their times are by the host's clock. */
const unitHealth = ({ update, order, status }: ObservedNode, name: string): Health => {
  const known = status?.units?.find(({ unit }) => unit === name)
  if (known === undefined) return unmet(`unit ${name} is not reported yet`)
  const { state, since } = known
  if (state === 'missing') return unmet(`unit ${name} does not exist`)
  if (state !== 'active') return unmet(`unit ${name} is ${state}`)
  const orderedAt = Date.parse(order?.since ?? since)
  return { unmet: [], since: between(orderedAt, Date.parse(since), reportedAt(update)) }
}

type Wanted = NonNullable<Verify['nodeConditions']>[number]

const conditionHealth = ({ member }: ObservedNode, { type, status }: Wanted): Health => {
  const known = member.conditions?.find(condition => condition.type === type)
  if (known === undefined) return unmet(`condition ${type} is not read yet`)
  if (known.status === undefined) return unmet(`condition ${type} is missing`)
  if (known.status !== status) return unmet(`condition ${type} is ${known.status}, not ${status}`)
  return { unmet: [], since: Date.parse(known.since) }
}

/** Nothing is believed of pods that were not listed: no event tells of them. */
const podHealth = ({ pods }: ObservedNode): Health => pods ?? unmet('its DaemonSet pods are not read yet')

const together = (parts: ReadonlyArray<Health>): Health =>
  parts.reduce((all, part) => ({ unmet: [...all.unmet, ...part.unmet], since: Math.max(all.since, part.since) }), MET)

/**
 * How a node is by what the pool's `verify` asks besides being Ready, whatever it runs and whether it has a slot. The one
 * decision about it.
 */
export const healthOf = (node: ObservedNode, verify: Verify | undefined): Health => {
  if (verify === undefined) return MET
  const { systemdUnits = [], nodeConditions = [], daemonSetPods } = verify
  return together([
    ...systemdUnits.map(name => unitHealth(node, name)),
    ...nodeConditions.map(wanted => conditionHealth(node, wanted)),
    ...(daemonSetPods === undefined ? [] : [podHealth(node)]),
  ])
}

/** The same without pods, which are not listed of every node. */
export const healthWithoutPods = (node: ObservedNode, verify: Verify | undefined): Health =>
  healthOf(node, verify && { ...verify, daemonSetPods: undefined })
