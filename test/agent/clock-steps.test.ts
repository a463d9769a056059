import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../agent/decide/decide'
import { LONGEST_TRY_MS } from '../../agent/memory'
import { createRetries } from '../../agent/observe/retries'
import { LONGEST_PAUSE_MS } from '../../agent/observe/situation'
import { type Change, entry, host, intent, NEW, NOW, remembering, situation, toReboot } from './support/situations'

const HOUR = 3_600_000
/** By how much the clock of the host was wrong when it was read, in ms: it was put right since. */
const someStep = fc.oneof(
  fc.integer({ min: -48 * HOUR, max: 48 * HOUR }),
  fc.integer({ min: -LONGEST_TRY_MS, max: 2 * LONGEST_TRY_MS }),
)
const at =
  (ms: number): Change =>
  before => ({ ...before, now: new Date(NOW.getTime() + ms) })
const failure = { reason: 'RegistryUnreachable', message: 'no route', terminal: false } as const

/** Whether it does something now, or does once it has waited as long as it ever waits. */
const actsWithin = (longest: number, ...given: ReadonlyArray<Change>): boolean =>
  [0, longest].some(ms => decide(situation(...given, at(ms))).do !== 'wait')

describe('a clock of a host that was put right', () => {
  it('makes nobody wait longer for a reboot that systemd was asked for', () => {
    const asksAgain = fc.property(someStep, fc.integer({ min: 1, max: 9 }), (ahead, tries) => {
      const nextTryAt = NOW.getTime() + ahead + LONGEST_TRY_MS
      const asked = remembering({ intent: intent({ tries, nextTryAt }) })
      assert.ok(actsWithin(LONGEST_TRY_MS, host({ staged: entry(NEW) }), asked, toReboot()))
    })
    fc.assert(asksAgain)
  })

  it('makes nobody wait longer after a failure', () => {
    const triesAgain = fc.property(someStep, fc.integer({ min: 1, max: 30 }), (ahead, failures) => {
      const retries = createRetries(() => new Date(NOW.getTime() + ahead))
      for (let i = 0; i < failures; i += 1) retries.failed(failure, 'Staging')
      assert.ok(actsWithin(LONGEST_PAUSE_MS, before => ({ ...before, pause: retries.pause() })))
    })
    fc.assert(triesAgain)
  })
})
