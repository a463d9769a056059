import assert from 'node:assert/strict'
import { tableOf } from '../../../testbed/demo/table'

const nodes = [
  { name: 'node-1', cordoned: false, phase: 'Idle', bootedShort: 'bbb', targetShort: 'bbb', message: 'runs bbb' },
  { name: 'node-2', cordoned: true, phase: 'Rebooting', bootedShort: 'aaa', targetShort: 'bbb', message: 'reboots' },
  { name: 'node-3', cordoned: false },
]

describe('the table of the demo', () => {
  it('shows node, phase, booted → target, progress and message', () => {
    const lines = tableOf({ phase: 'Progressing', message: '1 of 3 nodes run the target' }, nodes, 200)
    assert.equal(lines[0], 'pool: Progressing: 1 of 3 nodes run the target')
    assert.match(lines[2] ?? '', /^node-1 +Idle +bbb → bbb +done +runs bbb$/)
    assert.match(lines[3] ?? '', /^node-2 +Rebooting, cordoned +aaa → bbb +reboots$/)
    assert.match(lines[4] ?? '', /^node-3 +Unknown +- → - +its agent has not reported yet$/)
  })
  it('keeps within the width of the terminal', () => {
    for (const line of tableOf(undefined, nodes, 40)) assert.ok(line.length <= 40)
  })
})
