import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createServerClock } from '../../../hooks/ports/server-clock'

const START = Date.parse('2026-01-02T00:00:00Z')

/** A clock that is `ahead` ms of the API server's, and an API server that answers after `trip` ms each way. */
const apart = (ahead: number) => {
  let server = START
  const clock = createServerClock(() => server + ahead)
  return {
    clock,
    pass: (ms: number) => {
      server += ms
    },
    ask: (there = 20, back = 20) => {
      const sentAt = server + ahead
      server += there
      const date = new Date(server).toUTCString()
      server += back
      clock.heard(date, sentAt)
    },
    error: () => clock.now().getTime() - server,
  }
}

describe("the API server's clock", () => {
  it('is known within a second after one quick answer, however far the own one is off', () =>
    fc.assert(
      fc.property(fc.integer({ min: -86_400_000, max: 86_400_000 }), fc.nat(999), (ahead, ms) => {
        const { pass, ask, error } = apart(ahead)
        pass(ms)
        ask()
        assert.ok(Math.abs(error()) <= 1040, `${error()} ms off`)
      }),
    ))

  it('is our own as long as no answer says otherwise', () => {
    const { clock, ask, error } = apart(0)
    for (let i = 0; i < 5; i++) ask(300, 700)
    assert.equal(error(), 0)
    clock.heard(undefined, START)
    clock.heard('yesterday', START)
    assert.equal(error(), 0)
  })

  it('is known no worse after a slow answer', () => {
    const { ask, error } = apart(-300_000)
    ask()
    const before = error()
    ask(3000, 3000)
    assert.equal(error(), before)
  })

  it('goes on with time between two answers', () => {
    const { ask, pass, error } = apart(300_000)
    ask()
    const before = error()
    pass(3_600_000)
    assert.equal(error(), before)
  })
})
