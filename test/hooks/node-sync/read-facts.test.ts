import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import type { PoolMember } from '../../../hooks/api/pool-member'
import { readFactsOf } from '../../../hooks/node-sync/read-facts'
import { aMember, being } from '../../builders/a-member'
import { aNode, labelled } from '../../builders/a-node'
import { asJson } from '../../support/as-json'

const NOW = '2026-01-02T12:00:00.000Z'
const EARLIER = '2026-01-02T11:00:00.000Z'

const withCondition =
  (type: string, status: string) =>
  (node: Node): Node => ({
    ...node,
    status: { ...node.status, conditions: [...(node.status?.conditions ?? []), { type, status }] },
  })

const read = (node: Node, conditions: ReadonlyArray<string>, before?: PoolMember) =>
  asJson(readFactsOf({ node, reads: { labels: [], conditions }, before, now: new Date(NOW) }))

describe('what is read of a Node for its pool', () => {
  it('is nothing where the pool asks for nothing, so that no label of a Node is written', () => {
    const node = aNode('n1', labelled({ zone: 'a' }))
    assert.deepEqual(asJson(readFactsOf({ node, reads: undefined, before: undefined, now: new Date(NOW) })), {})
  })

  it('has an entry for each label that is asked for, without a value where the Node does not have it', () => {
    const node = aNode('n1', labelled({ zone: 'a', other: 'b', empty: '' }))
    const reads = { labels: ['empty', 'rack', 'toString', 'zone'], conditions: [] }
    const { labels } = asJson(readFactsOf({ node, reads, before: undefined, now: new Date(NOW) }))
    assert.deepEqual(labels, [
      { key: 'empty', value: '' },
      { key: 'rack' },
      { key: 'toString' },
      { key: 'zone', value: 'a' },
    ])
  })

  it('dates a condition by when it was seen first with its status, and keeps that', () => {
    const node = aNode('n1', withCondition('KernelDeadlock', 'False'))
    const first = { conditions: [{ type: 'KernelDeadlock', status: 'False' as const, since: NOW }] }
    assert.deepEqual(read(node, ['KernelDeadlock']), first)
    const known = [{ type: 'KernelDeadlock', status: 'False' as const, since: EARLIER }]
    assert.deepEqual(read(node, ['KernelDeadlock'], aMember('n1', being({ conditions: known })).spec), {
      conditions: known,
    })
    const other = [{ type: 'KernelDeadlock', status: 'True' as const, since: EARLIER }]
    assert.deepEqual(read(node, ['KernelDeadlock'], aMember('n1', being({ conditions: other })).spec), first)
  })

  it('says of a condition that is missing that it was looked for, and of an unknown status that it is Unknown', () =>
    assert.deepEqual(read(aNode('n1', withCondition('A', 'Perhaps')), ['A', 'B']), {
      conditions: [
        { type: 'A', status: 'Unknown', since: NOW },
        { type: 'B', since: NOW },
      ],
    }))
})
