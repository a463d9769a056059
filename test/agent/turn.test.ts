import assert from 'node:assert/strict'
import type { RawUpdate } from '../../agent/cluster/update-calls'
import { isReportedFirst, REST_MS, type RestInput, restAfterStart, restAfterWait, turnFor } from '../../agent/loop/turn'
import { entry, host, NOW, OTHER, REPOSITORY, remembering, SOON, situation } from './support/situations'

const identity = { nodeName: 'node-1', nodeUID: 'uid-1' }
const object = (nodeUID: string): RawUpdate => ({
  metadata: { name: 'node-1', resourceVersion: '1' },
  spec: { node: { nodeUID }, order: {} },
})

describe('a turn of the loop', () => {
  it('rests until the API server has answered once', () =>
    assert.deepEqual(turnFor({ isKnown: false, object: undefined, identity }), { do: 'rest' }))
  it('follows the order of this machine, also one that cannot be read', () => {
    const turn = turnFor({ isKnown: true, object: object('uid-1'), identity })
    assert.ok(turn.do === 'follow' && turn.order.kind === 'invalid')
  })
  it('stands by without an order, and says whether the object is gone', () => {
    const isGone = (changes: Partial<Parameters<typeof turnFor>[0]>): boolean | undefined => {
      const turn = turnFor({ isKnown: true, object: undefined, identity, ...changes })
      return turn.do === 'stand-by' ? turn.isGone : undefined
    }
    assert.equal(isGone({}), true)
    assert.equal(isGone({ object: object('uid-2') }), false)
    assert.equal(isGone({ identity: undefined }), false)
  })
})

describe('the rest after a turn', () => {
  const rest = (changes: Partial<RestInput>): number =>
    restAfterWait({ memory: {}, view: situation().host, pausedUntil: undefined, now: NOW, ...changes })
  const asked = { intent: { tries: 1, nextTryAt: SOON } } as RestInput['memory']

  it('is long with nothing to do, and short on a busy host', () => {
    assert.equal(rest({}), REST_MS)
    assert.equal(rest({ view: { kind: 'busy', because: 'waits' }, pausedUntil: SOON }), 2_000)
  })
  it('ends with a pause, and with the time that a reboot has', () => {
    assert.equal(rest({ pausedUntil: SOON + 500 }), 1_500)
    assert.equal(rest({ memory: asked, pausedUntil: SOON + 500 }), 1_000)
  })
  it('after a start is until the report of a pull that takes long', () => {
    assert.equal(restAfterStart({ do: 'stage', image: REPOSITORY, locked: true }), 1_000)
    assert.equal(restAfterStart({ do: 'lock' }), REST_MS)
  })
})

describe('the repair of a drift', () => {
  it('is reported before it is done, and nothing else is', () => {
    const drifted = situation(host({ staged: entry(OTHER) }), remembering({}))
    assert.equal(isReportedFirst(drifted, { do: 'unstage' }), true)
    assert.equal(isReportedFirst(drifted, { do: 'lock' }), false)
    assert.equal(isReportedFirst(situation(), { do: 'unstage' }), false)
  })
})
