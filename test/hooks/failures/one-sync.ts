import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import type { PodReference } from '../../../hooks/api/drain'
import type { Node } from '../../../hooks/api/kubernetes'
import { readMark } from '../../../hooks/api/mark'
import { CONTROL_PLANE_LABELS, NODE_FAILED_ANNOTATION, NODE_SLOT_LABEL, UPDATE_KEY } from '../../../hooks/api/names'
import type { Cluster, NodePatch } from '../../../hooks/ports/cluster'
import { type RolloutSyncPorts, syncRollout } from '../../../hooks/rollout-sync/sync'
import { joined, type NamedMember } from '../../builders/a-member'
import { aNode, aSlot, carrying, cordoned, notReady } from '../../builders/a-node'
import { aRollout } from '../../builders/a-rollout'
import { patched } from '../../builders/patched'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'
import { noGates } from '../../support/fake-gates'

export const ATTEMPT = 'bbbbbbbbbbbb'
export const MARK = '90'
export const NOW = '2026-01-02T00:15:00.000Z'

/** One node as rollout-sync is shown it; `live` is what the API server says when asked, by default the same. */
export interface SceneNode {
  readonly member?: NamedMember
  readonly update?: BootcNodeUpdate
  readonly live?: Node
}

export interface Scene {
  readonly nodes: ReadonlyArray<SceneNode>
  readonly rollout?: BootcRollout
  readonly now?: string
  /** In place of `now`, when time is to go on. */
  readonly clock?: () => Date
  readonly operatorPod?: PodReference
  readonly cluster?: Partial<Cluster>
  readonly gates?: RolloutSyncPorts['gates']
}

/** The Node that a member was distilled from, as far as a rollout reads it. */
export const liveNode = ({ metadata: { name }, spec }: NamedMember): Node => {
  const { slot, ready, unschedulable, controlPlane, labels = [] } = spec
  return aNode(
    name,
    ...(slot === undefined ? [] : [carrying(aSlot({ id: slot.id, attempt: slot.attempt, since: slot.since }))]),
    ...(ready ? [] : [notReady]),
    ...(unschedulable ? [cordoned] : []),
    node => ({
      ...node,
      metadata: {
        ...node.metadata,
        labels: {
          ...node.metadata.labels,
          ...Object.fromEntries(labels.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]))),
          ...(controlPlane && { 'node-role.kubernetes.io/control-plane': '' }),
        },
      },
    }),
  )
}

const told = (name: string, { labels, annotations, unschedulable }: NodePatch): string => {
  const cordon = unschedulable === undefined ? '' : unschedulable ? ' and cordons it' : ' and uncordons it'
  const failed = annotations?.[NODE_FAILED_ANNOTATION]
  const left = typeof failed === 'string' ? `, leaving ${(JSON.parse(failed) as { reason: string }).reason}` : ''
  const slot = labels?.[NODE_SLOT_LABEL]
  return `${slot === undefined ? 'notes on' : slot === null ? 'unmarks' : 'marks'} ${name}${cordon}${left}`
}

const named = <T extends { readonly metadata: { readonly name: string } }>(
  objects: ReadonlyArray<T | undefined>,
): Record<string, T> => Object.fromEntries(objects.flatMap(object => (object ? [[object.metadata.name, object]] : [])))

/** Runs one rollout-sync; answers what it did to Nodes, what they look like then, the orders by node, and what it says. */
export const syncScene = async ({
  nodes,
  rollout = aRollout(),
  now = NOW,
  clock,
  operatorPod,
  cluster = {},
  gates = noGates,
}: Scene) => {
  const did: string[] = []
  const updates = named(nodes.map(({ member, update }) => member && joined(member, update)))
  const shown = { ...updates }
  const live = named(nodes.map(({ live, member }) => live ?? (member && liveNode(member))))
  const uncalledFor: string[] = []
  const ports = clusterWith(
    {
      readNode: async name => live[name],
      patchNode: async (name, _version, patch) => {
        did.push(told(name, patch))
        const node = live[name]
        if (node !== undefined) live[name] = patched(node, patch)
        return 'done'
      },
      markedNodes: async pool =>
        Object.values(live).flatMap(({ metadata }) => {
          const mark = readMark(metadata)
          const isMeant = mark.state === 'whole' && (pool === undefined || mark.slot.pool === pool)
          return isMeant ? [{ name: metadata.name, labels: metadata.labels ?? {}, slot: mark.slot }] : []
        }),
      controlPlaneNodes: async () =>
        Object.values(live).filter(({ metadata: { labels = {} } }) =>
          CONTROL_PLANE_LABELS.some(label => labels[label] !== undefined),
        ),
      podsOn: async () => [],
      recentPodsOn: async () => [],
      readUpdate: async name => updates[name],
      patchUpdate: async ({ metadata: { name } }, parts) => {
        const update = updates[name]
        if (update === undefined) return 'gone'
        updates[name] = { ...update, spec: { ...update.spec, ...asJson(parts) } }
        return 'done'
      },
      readRollout: async () => rollout,
      readScope: async () => ({ metadata: { name: 'workers', uid: 's' }, spec: { nodeSelector: {} } }),
      countNodes: async () => nodes.length,
      poolNodes: async () => [],
      ...cluster,
    },
    what => uncalledFor.push(what),
  )
  const synced = await syncRollout({
    cluster: ports,
    operatorPod,
    now: clock ?? (() => new Date(now)),
    gates,
    onEffectFailure: () => {},
  })({
    parent: rollout,
    related: { [UPDATE_KEY]: shown },
  })
  assert.deepEqual(uncalledFor, [], 'nobody was to call these')
  const answer = asJson(synced)
  const orders = Object.fromEntries(Object.entries(updates).map(([name, { spec }]) => [name, spec.order]))
  return { did, live, orders, status: answer.status as BootcRolloutStatus, again: answer.resyncAfterSeconds }
}
