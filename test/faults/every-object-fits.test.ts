import assert from 'node:assert/strict'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import type { DesiredObject } from '../../hooks/api/metacontroller'
import { NODE_FAILED_ANNOTATION, NODE_SLOT_LABEL, SCOPE_KEY } from '../../hooks/api/names'
import { syncNode } from '../../hooks/node-sync/sync'
import type { Cluster, NodePatch } from '../../hooks/ports/cluster'
import { type ClusterEvent, eventBody } from '../../hooks/ports/events'
import { aMember, being, joined, marked } from '../builders/a-member'
import { aNode, annotated, aSlot, carrying, cordoned, labelled, notReady } from '../builders/a-node'
import { aPod, having } from '../builders/a-pod'
import { aPool, withRef, withRollout } from '../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { onMachine, reporting } from '../builders/an-update'
import type { Change } from '../builders/change'
import { aCount } from '../builders/settings'
import { ATTEMPT, liveNode, type SceneNode, syncScene } from '../hooks/failures/one-sync'
import { aHook } from '../hooks/pool-sync/a-hook'
import { KINDS, nameOf, SENTENCE } from '../hooks/rollout-sync/crowd'
import type { Plural } from '../manifests/crd'
import { clusterWith } from '../support/fake-cluster'
import { eventMisfit } from '../support/fits-event'
import { metadataMisfit, misfitOf } from '../support/fits-schema'

const NODES = 5000
const NOW = new Date('2026-01-02T00:15:00Z')
/** In turn, so that all kinds of nodes come with all lengths. */
const LENGTHS = [8, 50, 253, 60]
const NAMES = Array.from({ length: NODES }, (_, at) => nameOf(at, LENGTHS[at % LENGTHS.length] ?? 8))
/** Nobody in his right mind has so many; each is in every member that they contend for. */
const OTHER_POOLS = Array.from({ length: 20 }, (_, at) => `pool-${at}-`.padEnd(63, 'z'))

const PLURAL: Readonly<Record<string, Plural>> = {
  BootcRollout: 'bootcrollouts',
  BootcNodeUpdate: 'bootcnodeupdates',
  BootcPoolScope: 'bootcpoolscopes',
}

const fits = (what: string, misfit: string | undefined): void => assert.equal(misfit, undefined, `${what}: ${misfit}`)

/** A DaemonSet is none of our kinds: test/cluster applies it. */
const fitsAll = (objects: ReadonlyArray<DesiredObject>): void => {
  for (const { kind, metadata, spec } of objects) {
    fits(`${kind} ${metadata.name}`, metadataMisfit(metadata))
    const plural = PLURAL[kind]
    if (plural === undefined) assert.equal(kind, 'DaemonSet')
    else fits(`${kind} ${metadata.name}`, misfitOf(plural, 'spec', JSON.parse(JSON.stringify(spec))))
  }
}

const givenValues = (values: Readonly<Record<string, string | null>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])))

/**
 * Judges what is written beside the answers, and counts it. Misfits are kept, not thrown: a sync takes what a call throws for a
 * failed effect.
 */
const aJudge = () => {
  const written = { patches: 0, events: 0 }
  const misfits: string[] = []
  const judge = (what: string, misfit: string | undefined): void => {
    if (misfit !== undefined) misfits.push(`${what}: ${misfit}`)
  }
  const patchNode: Cluster['patchNode'] = async (name, _version, { labels, annotations }: NodePatch) => {
    written.patches += 1
    judge(name, metadataMisfit({ labels: givenValues(labels), annotations: givenValues(annotations) }))
    return 'done'
  }
  const recordEvent = (event: ClusterEvent): void => {
    written.events += 1
    judge(`event about ${event.regarding.name}`, eventMisfit(eventBody(event, NOW)))
  }
  return { written, misfits, judge, patchNode, recordEvent }
}

type ChangesNode = Change<ReturnType<typeof aNode>>

const withInfo =
  (bootID: string, architecture: string): ChangesNode =>
  node => ({ ...node, status: { ...node.status, nodeInfo: { bootID, architecture } } })

/** What others leave on Nodes, and what a drain meets. */
const STATES: ReadonlyArray<ReadonlyArray<ChangesNode>> = [
  [],
  [cordoned],
  [notReady],
  [withInfo(SENTENCE, SENTENCE)],
  [node => ({ ...node, status: {} })],
  [carrying(aSlot())],
  [carrying(aSlot()), notReady],
  [carrying(aSlot({ since: '2026-01-01T00:00:00Z' }))],
  [carrying(aSlot()), node => ({ ...node, spec: {} })],
  [carrying(aSlot({ pool: 'p'.repeat(63), attempt: 'a'.repeat(512), id: 'i'.repeat(128) }))],
  [carrying(aSlot({ attempt: SENTENCE }))],
  [labelled({ [NODE_SLOT_LABEL]: 'workers' })],
  [annotated({ [NODE_FAILED_ANNOTATION]: JSON.stringify({ attempt: SENTENCE, reason: SENTENCE }) })],
  [annotated({ [NODE_FAILED_ANNOTATION]: JSON.stringify({ attempt: ATTEMPT, reason: SENTENCE }) })],
  [labelled({ contended: 'yes' })],
]

const PODS = Array.from({ length: 12 }, (_, at) =>
  aPod(`${at}.`.padEnd(253, 'p'), having({ namespace: 'n'.repeat(63), finalizers: [SENTENCE] })),
)

const scopeOf = (name: string, label: string) => ({
  metadata: { name, uid: name },
  spec: { nodeSelector: { matchLabels: { [label]: label === 'role' ? 'worker' : 'yes' } } },
})

const scopes = Object.fromEntries(
  [scopeOf('workers', 'role'), ...OTHER_POOLS.map(name => scopeOf(name, 'contended'))].map(scope => [
    scope.metadata.name,
    scope,
  ]),
)

const ROLLOUTS: Readonly<Record<string, BootcRollout>> = {
  'goes on': aRollout(withSettings({ maxUnavailable: aCount(NODES), failureThreshold: aCount(NODES) })),
  'is halted': aRollout(withSettings({ failureThreshold: aCount(1) })),
  'goes back': aRollout(
    withSettings({ onFailure: 'RollBack', failureThreshold: aCount(1), maxUnavailable: aCount(NODES) }),
  ),
  'is paused': aRollout(withSpec({ paused: true })),
  'is cancelled': aRollout(withSpec({ cancelled: true }), withSettings({ maxUnavailable: aCount(NODES) })),
}

/** The API server makes uids, of 36 characters; the builders make longer ones of long names. */
const uidOf = (name: string): string => `uid-${name.slice(0, 8)}`
const isUid =
  (uid: string): ChangesNode =>
  node => ({ ...node, metadata: { ...node.metadata, uid } })

const withUid = ({ member, update }: SceneNode): SceneNode => {
  const uid = uidOf(member?.metadata.name ?? '')
  return {
    ...(member && { member: being({ nodeUID: uid })(member), live: isUid(uid)(liveNode(member)) }),
    ...(update && { update: onMachine(uid)(reporting({ nodeUID: uid })(update)) }),
  }
}

const CROWD = NAMES.flatMap((name, at) => KINDS[at % KINDS.length]?.(name) ?? []).map(withUid)

describe(`every object of a pool of ${NODES} nodes fits its schema`, function () {
  this.timeout(60_000)

  it('its members, and what node-sync writes on Nodes and tells', async () => {
    const { written, misfits, judge, patchNode, recordEvent } = aJudge()
    let live = aNode('n1')
    let before = joined(aMember('n1'))
    let members = 0
    const cluster = clusterWith({
      patchNode,
      recordEvent,
      readNode: async () => live,
      readUpdate: async () => before,
      patchUpdate: async (_seen, { labels = {}, node }) => {
        members += 1
        judge(
          `node part of ${node?.nodeUID}`,
          misfitOf('bootcnodeupdates', 'spec', JSON.parse(JSON.stringify({ node }))),
        )
        judge('its labels', metadataMisfit({ labels }))
        return 'done'
      },
      recentPodsOn: async () => PODS,
      podsOn: async () => PODS,
      evict: async () => ({ outcome: 'refused', reason: SENTENCE }),
    })
    const sync = syncNode({
      cluster,
      now: () => NOW,
      operatorNode: NAMES[0],
      operatorPod: undefined,
      onEffectFailure: () => {},
    })
    for (const [at, name] of NAMES.entries()) {
      live = aNode(name, isUid(uidOf(name)), ...(STATES[at % STATES.length] ?? []))
      before = joined(aMember(name, marked('90', ATTEMPT), being({ nodeUID: uidOf(name) })))
      const { labels } = await sync({ object: live, related: { [SCOPE_KEY]: scopes } })
      fits(name, metadataMisfit({ labels: givenValues(labels) }))
    }
    assert.deepEqual(misfits.slice(0, 3), [])
    assert.equal(members, NODES)
    assert.ok(written.patches > NODES / 10 && written.events > NODES / 10, JSON.stringify(written))
  })

  for (const [name, rollout] of Object.entries(ROLLOUTS))
    it(`its orders, statuses and events, when the rollout ${name}`, async () => {
      const { written, misfits, patchNode, recordEvent } = aJudge()
      let seen = rollout
      // The second look begins from a full status.
      for (const look of [1, 2]) {
        const scene = {
          rollout: seen,
          nodes: CROWD,
          cluster: { patchNode, recordEvent, leaseRenewedAt: async () => undefined },
        }
        const { status, orders } = await syncScene(scene)
        assert.equal(Object.keys(orders).length, NODES)
        for (const [node, order] of Object.entries(orders)) {
          const spec = { node: aMember('n1').spec, order }
          fits(`order of ${node}`, misfitOf('bootcnodeupdates', 'spec', JSON.parse(JSON.stringify(spec))))
        }
        fits(`status ${look}`, misfitOf('bootcrollouts', 'status', JSON.parse(JSON.stringify(status))))
        seen = { ...seen, status }
      }
      for (const pool of [aPool(), aPool(withRollout({ paused: true })), aPool(withRef('registry.example/os:gone'))]) {
        const hook = aHook()
        const { status, children } = await hook.sync(pool, seen)
        fits('pool status', misfitOf('bootcnodepools', 'status', JSON.parse(JSON.stringify(status))))
        fitsAll(children)
        for (const event of hook.events) recordEvent(event)
      }
      assert.deepEqual(misfits.slice(0, 3), [])
      assert.ok(written.patches > NODES / 10 && written.events > NODES / 10, JSON.stringify(written))
    })
})
