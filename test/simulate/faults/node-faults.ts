import type { BootcNodeUpdateSpec } from '../../../hooks/api/bootc-node-update'
import { NODE_FAILED_ANNOTATION, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../../hooks/api/names'
import type { NodePatch } from '../../../hooks/ports/cluster'
import { imageOf, OLD } from '../../builders/digests'
import { patched } from '../cluster'
import { isCordonedNow, markOn, ZONE } from '../node-facts'
import { addPod } from '../pods'
import { addNode, changeHost, removeNode, saidBy, type World } from '../world'
import { type Fault, nodeNames } from './fault'

const patch = (world: World, name: string, change: NodePatch): void => {
  world.nodes.put(name, old => patched(old, change))
}

const onNode =
  (run: (world: World, name: string) => void): Fault =>
  (world, dice) => {
    const name = dice.one(nodeNames(world))
    if (name !== undefined) run(world, name)
  }

const cordon = (world: World, name: string): void => {
  // Cordoning what is cordoned changes nothing, so nobody can know of it.
  if (!isCordonedNow(world.nodes.get(name))) world.journal.foreignCordons.add(name)
  patch(world, name, { unschedulable: true })
}

export const uncordon = (world: World, name: string): void => {
  world.journal.foreignCordons.delete(name)
  patch(world, name, { unschedulable: false })
}

/** Which pools may select it. */
export const relabel = (world: World, name: string, role: string): void => {
  world.nodes.put(name, ({ metadata }) => ({ metadata: { ...metadata, labels: { ...metadata.labels, role } } }))
}

/** A mark that nobody has read yet when it is torn leaves a cordon that nobody can tell from an admin's. */
const isKnown = (world: World, name: string): boolean => {
  const update = world.updates.cached()[name]
  const slot = (update?.spec as BootcNodeUpdateSpec | undefined)?.node.slot
  return update === world.updates.get(name) && slot !== undefined && slot.id === markOn(world.nodes.get(name))?.id
}

const tamper = (change: NodePatch): Fault =>
  onNode((world, name) => {
    if (!isKnown(world, name)) return
    world.journal.tampered.add(name)
    if (change.labels === undefined) world.journal.torn.add(name)
    patch(world, name, change)
  })

/** The same machine registers anew, with a Node of another uid: what its agent has on disk is still there. */
const registerAgain = (world: World, name: string): void => {
  const host = world.hosts.get(name)
  removeNode(world, name)
  addNode(world, name, { image: imageOf(OLD) })
  const uid = world.nodes.get(name)?.metadata.uid
  if (host === undefined || uid === undefined) return
  world.journal.ran.set(uid, world.journal.ran.get(host.uid) ?? new Set())
  changeHost(world, name, { ...host, uid, agent: {}, reboot: undefined })
}

/** What admins and other controllers do to Nodes, pods and our own objects. */
export const nodeFaults: Readonly<Record<string, Fault>> = {
  cordoned: onNode(cordon),
  uncordoned: onNode(uncordon),
  markLabelRemoved: tamper({ labels: { [NODE_SLOT_LABEL]: null } }),
  markAnnotationRemoved: tamper({ annotations: { [NODE_SLOT_ANNOTATION]: null } }),
  markRemoved: tamper({
    labels: { [NODE_SLOT_LABEL]: null },
    annotations: { [NODE_SLOT_ANNOTATION]: null },
    unschedulable: false,
  }),
  relabelled: (world, dice) => {
    const name = dice.one(nodeNames(world))
    if (name !== undefined) relabel(world, name, dice.one(['worker', 'other', 'none']) ?? '')
  },
  rezoned: (world, dice) => {
    const name = dice.one(nodeNames(world))
    const zone = dice.one(['z0', 'z1', 'z2'])
    if (name !== undefined && zone !== undefined) patch(world, name, { labels: { [ZONE]: zone } })
  },
  nodeGone: onNode(removeNode),
  nodeReplaced: onNode((world, name) => {
    removeNode(world, name)
    addNode(world, name, { image: imageOf(OLD) })
  }),
  registeredAgain: onNode(registerAgain),
  nodeJoins: world => {
    if (!world.hosts.has('n9')) addNode(world, 'n9', { image: imageOf(OLD) })
  },
  budgetBlocks: (world, dice) => {
    const name = dice.one(nodeNames(world))
    if (name === undefined) return
    addPod(world, name, { kind: 'app', budget: 'web' })
    world.budgets = { ...world.budgets, web: world.now + 1000 * (1 + dice.count(80)) }
  },
  toleratingPod: onNode((world, name) => addPod(world, name, { kind: 'tolerating' })),
  pinnedPod: onNode((world, name) => addPod(world, name, { kind: 'pinned' })),
  // Who may write the status of Nodes may leave it there (docs/security.md).
  foreignFailure: onNode((world, name) => {
    const failed = { attempt: 'x'.repeat(600), reason: saidBy({ isWordy: true }, 'Unknown') }
    patch(world, name, { annotations: { [NODE_FAILED_ANNOTATION]: JSON.stringify(failed) } })
  }),
  kubeletIsWordy: onNode((world, name) =>
    world.nodes.put(name, ({ status = {} }) => {
      const { nodeInfo } = status as { readonly nodeInfo?: object }
      return { status: { ...status, nodeInfo: { ...nodeInfo, architecture: saidBy({ isWordy: true }, 'amd64') } } }
    }),
  ),
  // Nor can anybody tell once both the mark and the update that remembers it are gone.
  updateGone: onNode((world, name) => {
    if (!world.journal.tampered.has(name)) world.updates.remove(name)
  }),
  updateEdited: onNode((world, name) => {
    world.journal.tampered.add(name)
    if (world.updates.get(name) === undefined) return
    world.updates.put(name, ({ spec }) => {
      const { node, order } = spec as BootcNodeUpdateSpec
      if (order === undefined) return {}
      const { reboot: _gone, ...rest } = order
      return { spec: { node, order: { ...rest, step: 'Observe' } } }
    })
  }),
  rolloutStatusLost: world => {
    for (const name of Object.keys(world.rollouts.all())) world.rollouts.put(name, () => ({ status: {} }))
  },
  rolloutGone: world => {
    for (const name of Object.keys(world.rollouts.all())) world.rollouts.remove(name)
  },
}
