import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../../hooks/api/names'
import { aMember } from '../../builders/a-member'
import { aNode, annotated, aSlot, carrying, cordoned, labelled } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { anUpdate, rebootOrder, reporting } from '../../builders/an-update'
import type { Change } from '../../builders/change'

import { inAnotherBoot, inMark, onceDrained, onceDraining, run, unreachable } from './run-sync'

const made =
  (creationTimestamp: string): Change<Node> =>
  node => ({ ...node, metadata: { ...node.metadata, creationTimestamp } })

describe('node-sync takes a mark away', () => {
  const half = annotated({ [NODE_SLOT_ANNOTATION]: 'nonsense' })
  const cases = [
    {
      name: 'when its pool is gone',
      given: { node: aNode('n1', inMark), withoutPool: true },
      did: ['unmark and uncordon'],
      told: /slot of pool workers, since this node no longer belongs to the pool/,
    },
    {
      name: 'when it is another pool’s',
      given: { node: aNode('n1', carrying(aSlot({ pool: 'others' }))) },
      did: ['unmark and uncordon'],
      told: /slot of pool others/,
    },
    {
      name: 'when it is a prior cordon’s, and leaves that',
      given: { node: aNode('n1', carrying(aSlot({ uncordon: false }))), withoutPool: true },
      did: ['unmark and leave the cordon'],
      told: /StaleSlotRemoved/,
    },
    {
      name: 'when its label names another pool',
      given: { node: aNode('n1', inMark, labelled({ [NODE_SLOT_LABEL]: 'others' })) },
      did: ['unmark and uncordon'],
      told: /removed an incomplete slot: label .* is not "workers"/,
    },
    {
      name: 'that cannot be read, and leaves a cordon of which nobody knows whose it is',
      given: { node: aNode('n1', cordoned, half) },
      did: ['unmark and leave the cordon'],
      told: /cannot be read; if the node is still cordoned, uncordon it/,
    },
    {
      name: 'that cannot be read, with the cordon that the member remembers as ours',
      given: { node: aNode('n1', cordoned, half), member: aMember('n1', onceDraining) },
      did: ['unmark and uncordon'],
      told: /StaleSlotRemoved/,
    },
    {
      name: 'that a Node brought along from the machine before it',
      given: { node: aNode('n1', inMark, made('2026-01-02T00:01:01Z')), pods: [aPod('a')] },
      did: ['unmark and uncordon'],
      told: /older than the Node/,
    },
  ]
  for (const { name, given, did, told } of cases) {
    it(name, async () => {
      const result = await run(given)
      assert.deepEqual(result.did, did)
      assert.equal(result.told.length, 1)
      assert.match(result.told.join(), told)
      assert.equal(result.again, undefined)
      assert.equal(result.drain, undefined)
    })
  }

  it('after its order, in one go, when no agent has begun to reboot by it', async () => {
    const [member, update] = [aMember('n1', onceDrained), anUpdate('n1', rebootOrder('90'))]
    const { did, again } = await run({ node: aNode('n1', inMark), withoutPool: true, member, update })
    assert.deepEqual([did, again], [['order Stage', 'unmark and uncordon'], 2])
  })

  it('only once the host has come back from a reboot that it had begun', async () => {
    const member = aMember('n1', onceDrained)
    const update = anUpdate('n1', rebootOrder('90'), reporting({ phase: 'Rebooting' }))
    const begun = await run({ node: aNode('n1', inMark), withoutPool: true, member, update })
    assert.deepEqual([begun.did, begun.again], [['order Stage'], 2])
    const over = await run({ node: inAnotherBoot(aNode('n1', inMark)), withoutPool: true, member, update })
    assert.deepEqual(over.did, ['order Stage', 'unmark and uncordon'])
  })

  it('and tries again when the API server does not answer', async () => {
    const { did, again, labels } = await run({ node: aNode('n1', inMark), withoutPool: true, ports: unreachable })
    assert.deepEqual([did, again], [[], 5])
    assert.deepEqual(Object.values(labels), [null])
  })
})
