import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { Node } from '../../../hooks/api/kubernetes'
import { createNodeMemory, syncNode } from '../../../hooks/node-sync/sync'
import { updateLabels } from '../../../hooks/node-sync/update-labels'
import { createShownObjects } from '../../../hooks/ports/shown-objects'
import { aMember, being, joined } from '../../builders/a-member'
import { aNode, annotated } from '../../builders/a-node'
import { clusterWith } from '../../support/fake-cluster'
import { inMark, onceDrained, requestOf } from './run-sync'

const at =
  (resourceVersion: string) =>
  (update: BootcNodeUpdate): BootcNodeUpdate => ({ ...update, metadata: { ...update.metadata, resourceVersion } })
const labelled = (update: BootcNodeUpdate): BootcNodeUpdate => ({
  ...update,
  metadata: { ...update.metadata, labels: updateLabels(update.spec.node) },
})
const unmarked = labelled(joined(aMember('n1')))
const drained = labelled(joined(aMember('n1', onceDrained)))

interface Given {
  readonly node: Node
  /** What rollout-sync was shown, and how many seconds ago. */
  readonly shown: BootcNodeUpdate
  readonly ago?: number
  readonly live: BootcNodeUpdate
  /** How often n1 is synced before rollout-sync is shown anything again. */
  readonly times?: number
}

/** Syncs n1; answers what was read and written of its update. */
const sync = async ({ node, shown, ago = 0, live: stored, times = 1 }: Given) => {
  const did: string[] = []
  let live = stored
  let ms = Date.parse('2026-01-02T00:01:00Z')
  const now = (): Date => new Date(ms)
  const objects = createShownObjects(now)
  objects.updates.show('n1', shown)
  ms += ago * 1000
  const cluster = clusterWith({
    recentPodsOn: async () => [],
    readNode: async () => node,
    patchNode: async () => 'done',
    readUpdate: async () => {
      did.push('read')
      return live
    },
    patchUpdate: async ({ metadata }, { node: member = live.spec.node }) => {
      const outcome = metadata.resourceVersion === live.metadata.resourceVersion ? 'done' : 'conflict'
      did.push(`write at ${metadata.resourceVersion}: ${outcome}`)
      if (outcome === 'done') {
        live = labelled({ ...at(`${metadata.resourceVersion}+`)(live), spec: { ...live.spec, node: member } })
      }
      return outcome
    },
  })
  const onEffectFailure = (_node: string, problem: string) => did.push(problem)
  const ports = { cluster, now, operatorNode: undefined, operatorPod: undefined, onEffectFailure }
  const syncN1 = syncNode(ports, createNodeMemory(objects))
  for (let time = 0; time < times; time++) await syncN1(requestOf({ node }))
  return { did }
}

describe('an update as rollout-sync was shown it', () => {
  const marks = { node: aNode('n1', inMark), shown: at('7')(unmarked), live: at('7')(unmarked) }

  it('is written without being read once its Node got a mark, or lost it', async () => {
    assert.deepEqual((await sync(marks)).did, ['write at 7: done'])
    const gone = { node: aNode('n1'), shown: at('7')(drained), live: at('7')(drained) }
    assert.deepEqual((await sync(gone)).did, ['write at 7: done'])
  })

  it('is read when it has changed since', async () => {
    const live = at('8')(unmarked)
    assert.deepEqual((await sync({ ...marks, live })).did, ['write at 7: conflict', 'read', 'write at 8: done'])
  })

  it('is good for one write: the Node may change again before rollout-sync is shown another', async () => {
    assert.deepEqual((await sync({ ...marks, times: 2 })).did, ['write at 7: done', 'read'])
  })

  it('is read when it was shown a minute ago', async () => {
    assert.deepEqual((await sync({ ...marks, ago: 60 })).did, ['read', 'write at 7: done'])
  })

  it('is read when it may say already what is seen: nothing would be compared with the API server’s', async () => {
    const slotIsShown = { node: aNode('n1'), shown: at('7')(unmarked), live: at('9')(drained) }
    assert.deepEqual((await sync(slotIsShown)).did, ['read', 'write at 9: done'])
  })

  const others: ReadonlyArray<readonly [string, Given]> = [
    ['another machine', { ...marks, shown: at('7')(joined(aMember('n1', being({ nodeUID: 'another' })))) }],
    ['another pool', { ...marks, shown: at('7')(joined(aMember('n1', being({ pool: 'others' })))) }],
    [
      'an object that goes',
      {
        ...marks,
        shown: at('7')({ ...unmarked, metadata: { ...unmarked.metadata, deletionTimestamp: '2026-01-02T00:00:00Z' } }),
      },
    ],
    [
      'a Node whose update rollout-sync misses',
      { ...marks, node: aNode('n1', inMark, annotated({ 'node.bootc.dev/update-missing': 'workers' })) },
    ],
  ]
  for (const [what, given] of others) {
    it(`is read when it is of ${what}`, async () => {
      assert.equal((await sync(given)).did[0], 'read')
    })
  }
})
