import assert from 'node:assert/strict'
import type { BootcNodeUpdate, HostOrder } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { Node } from '../../../hooks/api/kubernetes'
import { readMark } from '../../../hooks/api/mark'
import { UPDATE_KEY } from '../../../hooks/api/names'
import type { Cluster, NodePatch } from '../../../hooks/ports/cluster'
import { syncRollout } from '../../../hooks/rollout-sync/sync'
import type { NamedMember } from '../../builders/a-member'
import { aMember, joined, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { aRollout } from '../../builders/a-rollout'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'
import { noGates } from '../../support/fake-gates'
import { ATTEMPT, MARK, NOW } from '../failures/one-sync'

export interface Given {
  readonly rollout?: BootcRollout
  readonly member?: NamedMember
  readonly update?: BootcNodeUpdate
  readonly cluster?: Partial<Cluster>
}

/** One sync of a pool of the one node n1; answers its order, the patches that were made, and what else was answered. */
export const syncOne = async ({ rollout = aRollout(), member, update, cluster = {} }: Given) => {
  const patches: NodePatch[] = []
  const shown = member && joined(member, update)
  let order: HostOrder | undefined = shown?.spec.order
  const uncalledFor: string[] = []
  const ports = clusterWith(
    {
      patchNode: async (_name, _version, patch) => {
        patches.push(asJson(patch))
        return 'done'
      },
      readUpdate: async () => shown,
      patchUpdate: async (_seen, parts) => {
        order = asJson(parts.order)
        return 'done'
      },
      readRollout: async () => rollout,
      ...cluster,
    },
    what => uncalledFor.push(what),
  )
  const synced = await syncRollout({
    cluster: ports,
    gates: noGates,
    now: () => new Date(NOW),
    onEffectFailure: () => {},
  })({
    parent: rollout,
    related: { [UPDATE_KEY]: shown === undefined ? {} : { n1: shown } },
  })
  assert.deepEqual(uncalledFor, [], 'nobody was to call these')
  return { answer: asJson(synced), order, patches }
}

export const nodeIs = (node: Node | undefined): Partial<Cluster> => ({
  readNode: async () => node,
  markedNodes: async () => {
    const mark = node && readMark(node.metadata)
    return mark?.state === 'whole' ? [{ name: 'n1', labels: {}, slot: mark.slot }] : []
  },
})
export const markedNode = aNode('n1', carrying(aSlot()))
export const drained = aMember('n1', marked(MARK, ATTEMPT, 'Drained'))
