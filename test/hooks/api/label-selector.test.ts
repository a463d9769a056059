import assert from 'node:assert/strict'
import { isEmptySelector, type LabelSelector, selectorMatches } from '../../../hooks/api/label-selector'
import { selectorQuery } from '../../../hooks/ports/selector-query'

const labels = { role: 'worker', zone: 'a' }
const cases: ReadonlyArray<{ selector: LabelSelector; want: boolean; query: string }> = [
  { selector: { matchLabels: { role: 'worker' } }, want: true, query: 'role=worker' },
  { selector: { matchLabels: { role: 'infra' } }, want: false, query: 'role=infra' },
  { selector: { matchLabels: { role: 'worker', zone: 'b' } }, want: false, query: 'role=worker,zone=b' },
  { selector: expression('zone', 'In', ['a', 'b']), want: true, query: 'zone in (a,b)' },
  { selector: expression('disk', 'In', ['ssd']), want: false, query: 'disk in (ssd)' },
  { selector: expression('zone', 'NotIn', ['a']), want: false, query: 'zone notin (a)' },
  { selector: expression('disk', 'NotIn', ['ssd']), want: true, query: 'disk notin (ssd)' },
  { selector: expression('zone', 'Exists'), want: true, query: 'zone' },
  { selector: expression('disk', 'DoesNotExist'), want: true, query: '!disk' },
  { selector: expression('zone', 'DoesNotExist'), want: false, query: '!zone' },
]

function expression(
  key: string,
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist',
  values?: ReadonlyArray<string>,
): LabelSelector {
  return { matchExpressions: [{ key, operator, ...(values && { values }) }] }
}

describe('a label selector', () => {
  for (const { selector, want, query } of cases) {
    it(`${query} ${want ? 'matches' : 'does not match'} role=worker,zone=a`, () => {
      assert.equal(selectorMatches(selector, labels), want)
      assert.equal(selectorQuery(selector), query)
    })
  }
  it('is empty without a requirement', () => {
    assert.equal(isEmptySelector({}), true)
    assert.equal(isEmptySelector({ matchLabels: {}, matchExpressions: [] }), true)
    assert.equal(isEmptySelector({ matchLabels: { a: 'b' } }), false)
  })
})
