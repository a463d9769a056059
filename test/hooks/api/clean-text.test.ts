import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { asWord, cleanText, cleanTexts, LONGEST_TEXT, quoted } from '../../../hooks/api/clean-text'

/** What the CRDs refuse in a text of a node. */
const REFUSED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe('a text of somebody else', () => {
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ['moves no cursor', 'all is \u001b[2Awell', 'all is well'],
    ['sets no title', 'a\u001b]0;mine\u0007b', 'ab'],
    ['has no colours', '\u001b[32mUpToDate\u001b[0m', 'UpToDate'],
    ['does not use the one-byte forms', 'a\u009b2Ab\u007f', 'ab'],
    ['is one line', 'a\r\nnode-2 UpToDate\u2028b\tc', 'a node-2 UpToDate b c'],
    ['is read in one direction', 'a\u202e\u2066b\u061c', 'ab'],
    ['has nothing without a width', 'no\u200bde\u2060-\ufeff1\u00ad', 'node-1'],
    ['has no tags and fillers that are not seen', 'a\u{e0041}\u3164\ufe0fb', 'ab'],
    ['has no half characters', 'a\ud800b', 'ab'],
    ['keeps its letters', 'ein Müller, ├─ ░█ 日本 🚀', 'ein Müller, ├─ ░█ 日本 🚀'],
  ]
  for (const [what, text, want] of cases) it(what, () => assert.equal(cleanText(text), want))

  it('is cut by whole characters', () => {
    assert.equal(cleanText('🚀'.repeat(5), 5), '🚀'.repeat(5))
    assert.equal(cleanText('🚀'.repeat(6), 5), '🚀🚀...')
    assert.equal(cleanText(`a${'🚀'.repeat(6000)}`, 5), 'a🚀...')
    assert.equal(cleanText(`${'🚀'.repeat(5)}a`, 5), '🚀🚀...')
    assert.equal(cleanText('a'.repeat(LONGEST_TEXT + 1)).length, LONGEST_TEXT)
  })

  it('is one that the CRDs take, whatever it was, and cleaning it again changes nothing', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        const clean = cleanText(text, 100)
        assert.ok(!REFUSED.test(clean), JSON.stringify(clean))
        assert.ok([...clean].length <= 100)
        assert.equal(cleanText(clean, 100), clean)
      }),
    ))

  it('is one word of letters where a reason is wanted', () => {
    assert.deepEqual(['FellBack', 'Fell back', '', 'a'.repeat(65)].map(asWord), [
      'FellBack',
      ...Array(3).fill('Unknown'),
    ])
  })

  it('does not end its quotation', () =>
    assert.equal(quoted('down"; all other nodes are UpToDate, “'), `"down'; all other nodes are UpToDate, '"`))

  it('is cleaned wherever it stands in a report, which stays the same object when all of it is clean', () => {
    const report = { message: 'fine', conditions: [{ message: 'a b' }], progress: { percent: 4 }, none: null }
    assert.equal(cleanTexts(report), report)
    const forged = { ...report, conditions: [{ message: 'a\u001b[2Ab' }, { message: 'b' }] }
    assert.deepEqual(cleanTexts(forged), { ...report, conditions: [{ message: 'ab' }, { message: 'b' }] })
  })
})
