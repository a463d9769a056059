import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import type { Cluster, NodePatch, PatchOutcome } from '../../../hooks/ports/cluster'
import { aMember, being } from '../../builders/a-member'
import { aNode, aSlot, carrying, notReady } from '../../builders/a-node'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, rebootOrder, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { someSeconds } from '../../builders/settings'
import { MARK } from '../failures/one-sync'
import { drained, markedNode, nodeIs, syncOne } from './sync-one'

const version =
  (resourceVersion: string) =>
  (node: Node): Node => ({ ...node, metadata: { ...node.metadata, resourceVersion } })

/** The Node at version 101 in a cluster that writes bound to that alone; answers what was read and written. */
const recording = (live: Node) => {
  const did: string[] = []
  const cluster: Partial<Cluster> = {
    ...nodeIs(live),
    readNode: async () => {
      did.push('read')
      return live
    },
    patchNode: async (_name: string, bound: string, { unschedulable }: NodePatch): Promise<PatchOutcome> => {
      const outcome = bound === live.metadata.resourceVersion ? 'done' : 'conflict'
      did.push(`${unschedulable === true ? 'mark' : 'unmark'} at ${bound}: ${outcome}`)
      return outcome
    },
  }
  return { did, cluster }
}

describe('a Node as node-sync was shown it', () => {
  const free = aNode('n1', version('101'))
  const marks = async (shown: Node | undefined) => {
    const { did, cluster } = recording(free)
    const ports = { ...cluster, shownNode: () => shown }
    await syncOne({ member: aMember('n1'), update: anUpdate('n1', staged()), cluster: ports })
    return did
  }

  it('is marked without being read', async () => {
    assert.deepEqual(await marks(free), ['mark at 101: done'])
  })

  it('is read when it has changed since', async () => {
    assert.deepEqual(await marks(aNode('n1', version('100'))), ['mark at 100: conflict', 'read', 'mark at 101: done'])
  })

  it('is read when it does not fit: it may do so again', async () => {
    assert.deepEqual(await marks(aNode('n1', version('100'), notReady)), ['read', 'mark at 101: done'])
  })

  it('is read when it was not shown', async () => {
    assert.deepEqual(await marks(undefined), ['read', 'mark at 101: done'])
  })

  const back = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-2/0', '2026-01-02T00:14:50Z'))
  const marked = version('101')(markedNode)
  const frees = async (update: typeof back, shown: Node | undefined) => {
    const { did, cluster } = recording(marked)
    const readUpdate = async () => {
      did.push('read the update')
      return update
    }
    const rollout = aRollout(withSettings({ minReadySeconds: someSeconds(10) }))
    const member = being({ bootID: 'boot-2' })(drained)
    await syncOne({ rollout, member, update, cluster: { ...cluster, readUpdate, shownNode: () => shown } })
    return did
  }

  it('loses its mark without being read once it runs its target in another boot than its order’s', async () => {
    assert.deepEqual(await frees(back, marked), ['unmark at 101: done'])
  })

  it('is read when it has changed since its mark was to go', async () => {
    const older = aNode('n1', version('100'), carrying(aSlot()))
    assert.deepEqual(await frees(back, older), ['unmark at 100: conflict', 'read', 'unmark at 101: done'])
  })

  it('is read, and its update too, where no order under its mark shows that it has rebooted', async () => {
    const other = anUpdate('n1', rebootOrder('another-mark'), running(NEW), inBoot('boot-2/0', '2026-01-02T00:14:50Z'))
    assert.deepEqual(await frees(other, marked), ['read', 'read the update', 'unmark at 101: done'])
  })
})
