import assert from 'node:assert/strict'
import { harmless } from '../../cli/text/harmless'
import { printed } from '../../cli/text/print'
import { styleFor } from '../../cli/text/style'

describe('what a node wrote', () => {
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ['cannot move the cursor up', 'all is \u001b[2Awell', 'all is well'],
    ['cannot retitle the window', 'a\u001b]0;mine\u0007b', 'ab'],
    ['cannot begin another line', 'a\r\nnode-2 UpToDate', 'a node-2 UpToDate'],
    ['cannot use the one-byte forms', 'a\u009b2Ab\u007f', 'ab'],
    ['cannot be read backwards', 'a\u202eb', 'ab'],
    ['cannot hide', '\u001b[8msecret\u200b', 'secret'],
    ['keeps its letters', 'ein Müller, ├─ ░█', 'ein Müller, ├─ ░█'],
  ]
  for (const [what, text, want] of cases) it(what, () => assert.equal(harmless(text), want))

  it('is printed so, in our colours', () => {
    const style = styleFor({ columns: 80, environment: {} })
    const report = { data: {}, lines: () => [style.paint('red', 'Failed\u001b[2A')] }
    assert.equal(printed([report], 'text', style), '\u001b[31mFailed\u001b[0m\n')
    for (const colour of ['green', 'yellow', 'red', 'dim', 'bold'] as const) {
      assert.equal(harmless(style.paint(colour, 'a')), style.paint(colour, 'a'))
    }
  })
})
