import type { Condition, Node } from '../../hooks/api/kubernetes'
import { readMark } from '../../hooks/api/mark'
import type { Reason } from '../../hooks/api/reasons'
import type { Registry } from '../../hooks/ports/registry'
import type { Api } from '../cluster/api'
import { CODECS, PATHS } from '../cluster/fleet'
import type { ShownPool } from '../cluster/shown-pool'
import { architectureCheck } from './architecture-check'
import { bootcCheck } from './bootc-check'
import type { Check, Finding } from './check'
import { type ListNodes, listNodesOnce } from './list-nodes'
import { topologyChecks } from './topology-check'

/** A condition that is not as it should be, and how much that matters. */
const BAD: ReadonlyArray<{
  readonly type: string
  readonly status: Condition['status']
  readonly state: Finding['state']
}> = [
  { type: 'OperatorReady', status: 'False', state: 'failed' },
  { type: 'AgentsDeployed', status: 'False', state: 'failed' },
  { type: 'Degraded', status: 'True', state: 'failed' },
  { type: 'ImageResolved', status: 'False', state: 'failed' },
  { type: 'PullSecretReady', status: 'False', state: 'failed' },
  { type: 'Paused', status: 'True', state: 'warning' },
  { type: 'Stalled', status: 'True', state: 'warning' },
]

/** Reasons of a rollout that goes on only when a person does something. */
const NEEDS_ADMIN: ReadonlySet<string> = new Set<Reason>([
  'AwaitsApproval',
  'AgentSilent',
  'CannotStage',
  'Contested',
  'DrainBlocked',
  'GateClosed',
  'NodeCordoned',
  'NodeHeld',
  'NodeNotReady',
  'NoNodes',
])

export const poolFinding = ({ metadata, status }: ShownPool): Finding => {
  const { name, generation = 0 } = metadata
  if ((status?.observedGeneration ?? -1) < generation) {
    const says =
      status === undefined ? 'was never looked at by the operator' : 'has an edit that the operator has not seen'
    return { state: 'failed', says, todo: 'kubectl -n bootc-operator get pods, and look at the log of both containers' }
  }
  const conditions = status?.conditions ?? []
  for (const bad of BAD) {
    const found = conditions.find(({ type, status: is }) => type === bad.type && is === bad.status)
    if (found !== undefined) {
      return {
        state: bad.state,
        says: `${found.type} is ${found.status}: ${found.message}`,
        todo: `kubectl bootc status ${name}`,
      }
    }
  }
  const ready = conditions.find(({ type }) => type === 'Ready')
  if (ready?.status === 'False' && NEEDS_ADMIN.has(ready.reason)) {
    return { state: 'warning', says: `${ready.reason}: ${ready.message}`, todo: `kubectl bootc status ${name}` }
  }
  return { state: 'ok', says: status?.phase ?? 'without a phase' }
}

/** Marks that no pool stands behind: with an operator that runs they are gone after seconds. */
export const strayMarks = (nodes: ReadonlyArray<Node>, pools: ReadonlyArray<string>): ReadonlyArray<string> =>
  nodes
    .filter(({ metadata }) => {
      const mark = readMark(metadata)
      return mark.state === 'half' || (mark.state === 'whole' && !pools.includes(mark.slot.pool))
    })
    .map(({ metadata }) => metadata.name)

const marksCheck = (listNodes: ListNodes, pools: ReadonlyArray<string>): Check => ({
  about: 'marks of Nodes',
  look: async () => {
    const nodes = await listNodes()
    const stray = strayMarks(nodes, pools)
    if (stray.length === 0) return { state: 'ok', says: 'none is left behind' }
    const [first = ''] = stray
    return {
      state: 'failed',
      says: `no pool stands behind those of ${stray.join(', ')}`,
      todo: `kubectl bootc release ${first}`,
    }
  },
})

/** What the pools themselves complain of, and what was left behind on Nodes. Empty when pools cannot be listed; without `registry` none is asked. */
export const poolChecks = async (api: Api, registry?: Registry): Promise<ReadonlyArray<Check>> => {
  const pools = await api.list(CODECS.pools, PATHS.pools).catch(() => undefined)
  if (pools === undefined) return []
  const listNodes = listNodesOnce(api)
  return [
    ...pools.map(pool => ({ about: `pool ${pool.metadata.name}`, look: async () => poolFinding(pool) })),
    marksCheck(
      listNodes,
      pools.map(({ metadata }) => metadata.name),
    ),
    ...topologyChecks(listNodes, pools),
    bootcCheck(api),
    ...(registry === undefined ? [] : [architectureCheck(api, { pools, listNodes, registry })]),
  ]
}
