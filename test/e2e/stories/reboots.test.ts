import assert from 'node:assert/strict'
import { type Boots, rebootsBetween, tooManyReboots } from '../../../e2e/stories/reboots'

const boots = (reboots: number, bootId: string | undefined, softReboots: number): Boots => ({
  reboots,
  bootId,
  softReboots,
})

describe('the reboots of a machine in a story', () => {
  const cases = [
    { name: 'are none in the same boot', before: boots(2, 'a', 1), after: boots(2, 'a', 1), want: 0 },
    { name: 'are those that QEMU saw', before: boots(2, 'a', 0), after: boots(3, 'b', 0), want: 1 },
    { name: 'are soft ones too', before: boots(0, 'a', 1), after: boots(0, 'a', 2), want: 1 },
    { name: 'are both after a full one', before: boots(0, 'a', 3), after: boots(1, 'b', 1), want: 2 },
    { name: 'are none by a power cut', before: boots(1, 'a', 0), after: boots(1, 'b', 0), want: 0 },
    { name: 'are none by the first power on', before: boots(0, undefined, 0), after: boots(0, 'a', 0), want: 0 },
  ]
  for (const { name, before, after, want } of cases) it(name, () => assert.equal(rebootsBetween(before, after), want))

  it('are one for each attempt', () => {
    assert.equal(tooManyReboots('node-1', 1, 1), undefined)
    assert.equal(tooManyReboots('node-1', 0, 1), undefined)
    assert.equal(tooManyReboots('node-1', 2, 1), 'node-1 rebooted 2 times in 1 attempts')
    assert.equal(tooManyReboots('node-1', 1, 0), 'node-1 rebooted 1 times in 0 attempts')
  })
})
