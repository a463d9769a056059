import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { readMark } from '../../../hooks/api/mark'
import { NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../../hooks/api/names'
import { aNode, annotated, aSlot, carrying, labelled } from '../../builders/a-node'
import { taken } from './taken'

/** The Node after its mark was taken away; `cordonWasOurs` is what is known of the cordon elsewhere. */
const freed = async (node: Node, cordonWasOurs?: boolean): Promise<Node> => {
  const { node: after, outcome } = await taken(node, { cordonWasOurs })
  assert.equal(outcome, 'done')
  return after
}

describe('half a mark', () => {
  const ours = aNode('n1', carrying(aSlot()), labelled({ [NODE_SLOT_LABEL]: 'another' }))
  const theirs = aNode('n1', carrying(aSlot({ uncordon: false })), labelled({ [NODE_SLOT_LABEL]: 'another' }))
  const unreadable = aNode('n1', carrying(aSlot()), annotated({ [NODE_SLOT_ANNOTATION]: '{' }))
  const cases = [
    { name: 'goes with the cordon that it says is ours', node: ours, known: undefined, cordoned: false },
    { name: 'leaves a cordon that it says was there before', node: theirs, known: true, cordoned: true },
    {
      name: 'that cannot be read leaves the cordon, which may be an admin’s',
      node: unreadable,
      known: undefined,
      cordoned: true,
    },
    {
      name: 'that cannot be read goes with the cordon that is known as ours',
      node: unreadable,
      known: true,
      cordoned: false,
    },
  ]
  for (const { name, node, known, cordoned } of cases)
    it(name, async () => {
      assert.equal(readMark(node.metadata).state, 'half')
      const after = await freed(node, known)
      assert.equal(readMark(after.metadata).state, 'none')
      assert.equal(after.spec?.unschedulable === true, cordoned)
    })
})
