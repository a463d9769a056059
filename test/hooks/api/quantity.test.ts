import assert from 'node:assert/strict'
import { CountOrPercent, countOf, Seconds } from '../../../hooks/api/quantity'

describe('a count or percentage', () => {
  const cases = [
    { value: 0, of: 10, want: 0 },
    { value: 3, of: 2, want: 3 },
    { value: '0%', of: 10, want: 0 },
    { value: '10%', of: 50, want: 5 },
    { value: '10%', of: 5, want: 1 },
    { value: '34%', of: 3, want: 2 },
    { value: '100%', of: 7, want: 7 },
  ]
  for (const { value, of, want } of cases) {
    it(`${value} of ${of} is ${want}`, () => {
      assert.ok(CountOrPercent.is(value))
      assert.equal(countOf(value, of), want)
    })
  }
  for (const bad of [-1, 1.5, '101%', '010%', '5', 'x%', '1.5%', null]) {
    it(`${JSON.stringify(bad)} is none`, () => assert.equal(CountOrPercent.is(bad), false))
  }
})

describe('seconds', () => {
  for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '5']) {
    it(`are not ${bad}`, () => assert.equal(Seconds.is(bad), false))
  }
})
