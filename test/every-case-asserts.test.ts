import assert from 'node:assert/strict'
import { assertions, everyCaseAsserts, withoutAssertion } from './support/every-case-asserts'

describe('a suite whose cases must assert', () => {
  everyCaseAsserts()

  it('counts the assertions of every file', () => {
    const before = assertions()
    assert.equal(1, 1)
    assert.match('a', /a/)
    assert.equal(assertions(), before + 2)
  })

  it('finds a case that asserts nothing, by its title', () => {
    assert.match(withoutAssertion('is refused', assertions())?.message ?? '', /“is refused” asserts nothing/)
    const before = assertions()
    assert.ok(true)
    assert.equal(withoutAssertion('is refused', before), undefined)
  })
})
