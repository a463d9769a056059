import assert from 'node:assert/strict'
import { durationMs } from '../../cli/duration'

describe('a duration', () => {
  const cases = { '90': 90_000, '1h30m': 5_400_000, '1.5h': 5_400_000, '250ms': 250, '0': 0, '-1s': -1000 }
  for (const [text, ms] of Object.entries(cases)) it(`${text} is ${ms} ms`, () => assert.equal(durationMs(text), ms))
  it('is nothing else', () => {
    for (const text of ['', 'soon', '1d', '5 m', 'h']) assert.equal(durationMs(text), undefined)
  })
})
