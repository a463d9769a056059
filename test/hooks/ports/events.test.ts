import assert from 'node:assert/strict'
import { type ClusterEvent, eventBody, eventName, nodeEvent } from '../../../hooks/ports/events'
import { aNode } from '../../builders/a-node'

const event = (changes: Partial<ClusterEvent> = {}): ClusterEvent => ({
  ...nodeEvent(aNode('n1'), { type: 'Normal', reason: 'Updated', message: 'done', key: '90' }),
  ...changes,
})
const now = new Date('2026-01-02T00:00:00.123Z')

describe('an event', () => {
  const cases = [
    { name: 'has the same name when it is told again', other: event({ message: 'said otherwise' }), same: true },
    { name: 'has another name for another transition', other: event({ key: '91' }), same: false },
    { name: 'has another name for another reason', other: event({ reason: 'DrainBlocked' }), same: false },
    {
      name: 'has another name for another machine of the same name',
      other: event({ regarding: { ...event().regarding, uid: 'x' } }),
      same: false,
    },
  ]
  for (const { name, other, same } of cases) {
    it(name, () => assert.equal(eventName(other) === eventName(event()), same))
  }

  it('has a name that the API server takes, whatever the object’s', () => {
    const regarding = { ...event().regarding, name: `${'a'.repeat(199)}.${'b'.repeat(53)}` }
    const name = eventName(event({ regarding }))
    assert.ok(name.length <= 253)
    assert.match(name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  })

  it('is one that kubectl describe finds', () => {
    assert.deepEqual(eventBody(event(), now), {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName(event()), namespace: 'default' },
      involvedObject: { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'node-n1' },
      type: 'Normal',
      reason: 'Updated',
      message: 'done',
      source: { component: 'bootc-operator' },
      reportingComponent: 'bootc-operator',
      reportingInstance: '',
      firstTimestamp: '2026-01-02T00:00:00Z',
      lastTimestamp: '2026-01-02T00:00:00Z',
      count: 1,
    })
  })

  it('is cut to what the API server takes', () => {
    const { message } = eventBody(event({ message: 'x'.repeat(5000) }), now) as { message: string }
    assert.equal(message.length, 1024)
  })

  it('is cut by its bytes, and between two characters', () => {
    const { message } = eventBody(event({ message: 'ü€😀'.repeat(500) }), now) as { message: string }
    assert.ok(Buffer.byteLength(message) <= 1024 && Buffer.byteLength(message) > 1016)
    assert.match(message, /^(ü€😀)+(ü€?)?\.\.\.$/)
  })
})
