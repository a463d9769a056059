import assert from 'node:assert/strict'
import type { StoredUpdate } from '../../../hooks/api/stored-update'
import type { PatchOutcome } from '../../../hooks/ports/cluster'
import { type Unmark, unmark } from '../../../hooks/slot/free-slot'
import { aNode, aSlot, carrying } from '../../builders/a-node'
import { anUpdate, rebootOrder, reporting, staged } from '../../builders/an-update'
import { clusterWith } from '../../support/fake-cluster'

const AT = new Date('2026-01-02T00:05:00Z')
const staging = anUpdate('n1', staged())
const ordered = anUpdate('n1', staged(), rebootOrder('90'))
const begun = reporting({ phase: 'Rebooting' })(ordered)

interface Given {
  readonly update: StoredUpdate
  readonly request?: Partial<Unmark>
  readonly outcome?: PatchOutcome
}

/** Takes the mark of n1 away; answers what was written, in its order, and what came of it. */
const free = async ({ update, request = { withdrawal: { at: AT } }, outcome = 'done' }: Given) => {
  const did: string[] = []
  const node = aNode('n1', carrying(aSlot()))
  const cluster = clusterWith({
    readNode: async () => node,
    readUpdate: async () => update,
    patchUpdate: async (_seen, { order }) => {
      did.push(`order ${order?.step} ${order?.id} of ${order?.since}`)
      return outcome
    },
    patchNode: async (_name, _version, { labels }) => {
      did.push(labels === undefined ? 'note the failure' : 'unmark')
      return 'done'
    },
  })
  return { is: await unmark(cluster, { node: 'n1', matches: () => true, ...request }), did }
}

describe('a mark that is taken away', () => {
  it('goes after the order to reboot has', async () => {
    const want = { is: 'done', did: ['order Stage 2 of 2026-01-02T00:05:00.000Z', 'unmark'] }
    assert.deepEqual(await free({ update: ordered }), want)
  })

  it('goes after its update was written, though there is nothing to withdraw: an order on its way loses', async () => {
    const want = { is: 'done', did: ['order Stage 1 of 2026-01-02T00:05:00.000Z', 'unmark'] }
    assert.deepEqual(await free({ update: staging }), want)
  })

  it('stays when its update changed meanwhile', async () => {
    for (const update of [staging, ordered]) {
      const { is, did } = await free({ update, outcome: 'conflict' })
      assert.deepEqual([is, did.length], ['conflict', 1])
    }
  })

  it('stays while the host reboots, which no withdrawal stops', async () => {
    const { is, did } = await free({ update: begun })
    assert.deepEqual([is, did], ['busy', ['order Stage 2 of 2026-01-02T00:05:00.000Z']])
  })

  it('stays while the host may reboot, where nothing is withdrawn', async () => {
    assert.deepEqual(await free({ update: ordered, request: {} }), { is: 'busy', did: [] })
    assert.deepEqual(await free({ update: staging, request: {} }), { is: 'done', did: ['unmark'] })
  })

  it('leaves the failure on the Node before the order goes that shows it', async () => {
    const failed = { attempt: 'bbbbbbbbbbbb', reason: 'RebootTimedOut' }
    const { did } = await free({ update: ordered, request: { failed, withdrawal: { at: AT } } })
    assert.deepEqual(did, ['note the failure', 'order Stage 2 of 2026-01-02T00:05:00.000Z'])
  })
})
