import assert from 'node:assert/strict'
import { isWorthReporting, progressIn } from '../../../agent/bootc/progress'

const line = (changes: object): string =>
  JSON.stringify({ type: 'ProgressBytes', task: 'pulling', bytes: 11, bytesCached: 0, bytesTotal: 42, ...changes })

const cases = [
  { name: 'tells a pull', text: line({}), want: { percent: 26, bytes: 11, bytesTotal: 42 } },
  {
    name: 'counts what was there before',
    text: line({ bytesCached: 58 }),
    want: { percent: 69, bytes: 69, bytesTotal: 100 },
  },
  { name: 'is never more than all', text: line({ bytes: 100 }), want: { percent: 100, bytes: 100, bytesTotal: 42 } },
  { name: 'says nothing without a total', text: line({ bytesTotal: 0 }), want: undefined },
  { name: 'says nothing at the start', text: '{"type":"Start","version":"0.1.0"}', want: undefined },
  { name: 'says nothing about steps', text: line({ type: 'ProgressSteps' }), want: undefined },
  { name: 'says nothing about other tasks', text: line({ task: 'importing' }), want: undefined },
  { name: 'says nothing for garbage', text: '{"type":"Progr', want: undefined },
  { name: 'says nothing for numbers that are none', text: line({ bytes: 'many' }), want: undefined },
]

describe('the progress of bootc', () => {
  for (const { name, text, want } of cases) it(name, () => assert.deepEqual(progressIn(text), want))

  const reported = { percent: 10, at: 100_000 }
  it('is reported after 5 s and 5 %', () => {
    assert.equal(isWorthReporting(reported, { percent: 15 }, 105_000), true)
    assert.equal(isWorthReporting(reported, { percent: 14 }, 200_000), false)
    assert.equal(isWorthReporting(reported, { percent: 99 }, 104_999), false)
    assert.equal(isWorthReporting(reported, { percent: 11 }, 400_000), true, 'and slowly after 5 min, however little')
    assert.equal(isWorthReporting(reported, { percent: 10 }, 900_000), false)
    // A clock that jumped back does not silence it.
    assert.equal(isWorthReporting(reported, { percent: 99 }, 0), true)
  })
})
