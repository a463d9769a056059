import assert from 'node:assert/strict'
import { SCOPE_KEY } from '../../../hooks/api/names'
import { syncNode } from '../../../hooks/node-sync/sync'
import type { PatchOutcome } from '../../../hooks/ports/cluster'
import { aNode } from '../../builders/a-node'
import { anUpdate, onMachine, rebootOrder } from '../../builders/an-update'
import { clusterWith } from '../../support/fake-cluster'

const SCOPE = { metadata: { name: 'workers', uid: 's' }, spec: { nodeSelector: { matchLabels: { role: 'worker' } } } }
const earlier = onMachine('an-earlier-machine')(anUpdate('n1', rebootOrder('90')))

interface Given {
  readonly live?: ReturnType<typeof aNode>
  readonly removal?: PatchOutcome
}

/** One sync of n1, whose name an earlier machine had; answers what was written. */
const sync = async ({ live = aNode('n1'), removal = 'done' }: Given) => {
  const did: string[] = []
  const cluster = clusterWith({
    readNode: async () => live,
    readUpdate: async () => earlier,
    removeUpdate: async ({ metadata: { uid } }) => {
      did.push(`remove ${uid}`)
      return removal
    },
    createUpdate: async ({ metadata: { uid } }, { node }) => {
      did.push(`create for ${uid}: ${node.nodeUID}`)
      return 'done'
    },
  })
  const ports = { cluster, now: () => new Date(), operatorNode: undefined, operatorPod: undefined }
  const onEffectFailure = (_node: string, problem: string) => did.push(problem)
  const request = { object: aNode('n1'), related: { [SCOPE_KEY]: { workers: SCOPE } } }
  const { resyncAfterSeconds } = await syncNode({ ...ports, onEffectFailure })(request)
  return { did, again: resyncAfterSeconds }
}

describe('the update of an earlier machine of the name', () => {
  it('goes, and another one is made: it inherits neither the report nor the reboot order', async () => {
    const did = ['remove update-n1', 'create for node-n1: node-n1']
    assert.deepEqual(await sync({}), { did, again: undefined })
  })

  it('stays when the machine of the request is the earlier one: a cache lags', async () => {
    const node = aNode('n1')
    const live = { ...node, metadata: { ...node.metadata, uid: 'a-later-machine' } }
    assert.deepEqual(await sync({ live }), { did: [], again: 1 })
  })

  it('is looked at again when it changed while it was being removed', async () => {
    assert.deepEqual(await sync({ removal: 'conflict' }), { did: ['remove update-n1'], again: 1 })
  })
})
