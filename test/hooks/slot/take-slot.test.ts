import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { readMark } from '../../../hooks/api/mark'
import { NODE_FAILED_ANNOTATION, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../../hooks/api/names'
import type { Slot } from '../../../hooks/api/slot'
import { markPatch, slotFor } from '../../../hooks/slot/take-slot'
import { aNode, annotated, aSlot, carrying, cordoned } from '../../builders/a-node'
import { patched } from '../../builders/patched'
import { taken } from './taken'

const SCALE_DOWN = 'cluster-autoscaler.kubernetes.io/scale-down-disabled'
// karpenter.sh/docs/concepts/disruption, Node-Level Controls: on a Node it keeps Karpenter from choosing to disrupt it.
const DO_NOT_DISRUPT = 'karpenter.sh/do-not-disrupt'
const KEEP = 'node.bootc.dev/keep-cordoned'

const order = { pool: 'workers', attempt: 'bbbbbbbbbbbb', since: '2026-01-02T00:00:00Z', drain: aSlot().drain }
const mark = (node: Node): Node => patched(node, markPatch(node, slotFor(node, order)))

const essence = ({ metadata, spec }: Node): Readonly<Record<string, unknown>> => ({
  cordoned: spec?.unschedulable === true,
  ...metadata.annotations,
  ...(metadata.labels?.[NODE_SLOT_LABEL] === undefined ? {} : { slot: metadata.labels[NODE_SLOT_LABEL] }),
})

describe('a mark', () => {
  it('is whole, cordons, keeps the autoscaler and Karpenter off and forgets an earlier failure', () => {
    const node = mark(aNode('n1', annotated({ [NODE_FAILED_ANNOTATION]: '{}' })))
    const found = readMark(node.metadata)
    assert.ok(found.state === 'whole')
    assert.deepEqual(found.slot, { ...order, id: '100', uncordon: true, scaleDownDisabled: true, doNotDisrupt: true })
    const { [NODE_SLOT_ANNOTATION]: _slot, ...rest } = essence(node)
    assert.deepEqual(rest, { cordoned: true, slot: 'workers', [SCALE_DOWN]: 'true', [DO_NOT_DISRUPT]: 'true' })
  })

  const roundTrips = [
    { name: 'leaves nothing behind', node: aNode('n1'), want: { cordoned: false } },
    { name: 'leaves a cordon that was there', node: aNode('n1', cordoned), want: { cordoned: true } },
    {
      name: 'leaves an autoscaler’s annotation that was there',
      node: aNode('n1', annotated({ [SCALE_DOWN]: 'false' })),
      want: { cordoned: false, [SCALE_DOWN]: 'false' },
    },
    {
      name: 'leaves an annotation for Karpenter that was there',
      node: aNode('n1', annotated({ [DO_NOT_DISRUPT]: 'true' })),
      want: { cordoned: false, [DO_NOT_DISRUPT]: 'true' },
    },
  ]
  for (const { name, node, want } of roundTrips) {
    it(`that is taken away ${name}`, async () => {
      const { node: after, told } = await taken(mark(node))
      assert.deepEqual(essence(after), want)
      assert.deepEqual(told, [])
    })
    it(`that was renewed and is taken away ${name}`, async () => {
      const { node: after } = await taken(mark(mark(node)))
      assert.deepEqual(essence(after), want)
    })
  }

  it('that is taken away after a failure says so', async () => {
    const { node } = await taken(mark(aNode('n1')), { failed: { attempt: 'b', reason: 'DrainTimedOut' } })
    assert.deepEqual(essence(node), {
      cordoned: false,
      [NODE_FAILED_ANNOTATION]: '{"attempt":"b","reason":"DrainTimedOut"}',
    })
  })

  it('that is taken away leaves the cordon to an admin who wants to keep it, and tells so', async () => {
    const { node, told } = await taken(annotated({ [KEEP]: '' })(mark(aNode('n1'))))
    assert.deepEqual(essence(node), { cordoned: true, [KEEP]: '' })
    assert.deepEqual(told, ['KeptCordoned'])
  })

  it('of an operator that knew nothing of the autoscaler and Karpenter leaves their annotations alone', async () => {
    const theirs = { [SCALE_DOWN]: 'true', [DO_NOT_DISRUPT]: 'true' }
    const { node } = await taken(annotated(theirs)(aNode('n1', carrying(aSlot()))))
    assert.deepEqual(essence(node), { cordoned: false, ...theirs })
  })
})

describe('a mark found on a Node', () => {
  const found = (creationTimestamp: string | undefined, slot: Slot = aSlot()): string =>
    readMark({ ...aNode('n1', carrying(slot)).metadata, ...(creationTimestamp && { creationTimestamp }) }).state
  const cases = [
    { name: 'is whole when the Node is older', made: '2026-01-01T00:00:00Z', want: 'whole' },
    { name: 'is whole when the Node is as old', made: '2026-01-02T00:00:00Z', want: 'whole' },
    { name: 'is not when the Node was made after it', made: '2026-01-02T00:00:01Z', want: 'half' },
  ]
  for (const { name, made, want } of cases) it(name, () => assert.equal(found(made), want))
  it('is whole when a clock that is behind gave it to a Node that is younger by that clock', () => {
    const young = aNode('n1', node => ({
      ...node,
      metadata: { ...node.metadata, creationTimestamp: '2026-01-02T00:05:00Z' },
    }))
    assert.equal(readMark(mark(young).metadata).state, 'whole')
  })
  for (const [what, planted] of [
    ['longer than any of ours', { attempt: 'x'.repeat(600) }],
    ['in a form of time that is not ours', { since: '2026-01-02' }],
  ] as const)
    it(`is not when it is ${what}, which a member could not repeat`, () =>
      assert.equal(found(undefined, aSlot(planted)), 'half'))
})
