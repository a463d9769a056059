import assert from 'node:assert/strict'
import type { PoolMember } from '../../../hooks/api/pool-member'
import { readySinceOf } from '../../../hooks/node-sync/ready-since'
import { aMember, being } from '../../builders/a-member'
import { aNode } from '../../builders/a-node'

const NOW = '2026-01-02T12:00:00.000Z'

const nodeSaying = (status: string, lastTransitionTime: string, bootID = 'boot-1') =>
  aNode('n1', node => ({
    ...node,
    status: {
      conditions: [{ type: 'Ready', status, lastTransitionTime }],
      nodeInfo: { bootID, architecture: 'amd64' },
    },
  }))

const known = (spec: Partial<PoolMember>): PoolMember => aMember('n1', being(spec)).spec

const since = (node: ReturnType<typeof nodeSaying>, before?: PoolMember) =>
  readySinceOf({ node, before, now: new Date(NOW) })

describe('since when a Node is Ready', () => {
  it('is what it says itself, when that was just now', () =>
    assert.deepEqual(since(nodeSaying('True', '2026-01-02T11:59:58Z'), known({ ready: false })), {
      readySince: '2026-01-02T11:59:58Z',
    }))

  it('is what it says itself, when nobody looked before', () =>
    assert.deepEqual(since(nodeSaying('True', '2025-06-01T00:00:00Z')), { readySince: '2025-06-01T00:00:00Z' }))

  for (const [what, said] of [
    ['hours ahead', '2026-01-02T15:00:00Z'],
    ['hours behind', '2026-01-02T05:00:00Z'],
    ['four minutes ahead', '2026-01-02T12:04:00Z'],
    ['four minutes behind', '2026-01-02T11:56:00Z'],
  ] as const) {
    it(`is when it was seen, where the clock of its kubelet is ${what}`, () => {
      const wanted = { readySince: NOW, readyTransition: said }
      assert.deepEqual(since(nodeSaying('True', said), known({ ready: false })), wanted)
      const later = readySinceOf({
        node: nodeSaying('True', said),
        before: known(wanted),
        now: new Date('2026-01-02T16:00:00Z'),
      })
      assert.deepEqual(later, wanted, 'and stays so, so that rest writes nothing')
    })
  }

  it('begins anew when it was NotReady in between, seen or not', () =>
    assert.deepEqual(since(nodeSaying('True', '2026-01-02T11:59:58Z'), known({ readySince: '2026-01-01T00:00:00Z' })), {
      readySince: '2026-01-02T11:59:58Z',
    }))

  it('begins anew with another boot, over which it never was NotReady', () =>
    assert.deepEqual(
      since(nodeSaying('True', '2026-01-01T00:00:00Z', 'boot-2'), known({ readySince: '2026-01-01T00:00:00Z' })),
      { readySince: NOW, readyTransition: '2026-01-01T00:00:00Z' },
    ))

  it('is not known of a Node that has not said', () => {
    assert.deepEqual(since(aNode('n1', node => ({ ...node, status: {} }))), {})
  })
})
