import assert from 'node:assert/strict'
import { type Scenario, TOURS, tourLines } from '../../../testbed/demo/tour'

describe('the tour of the demo', () => {
  for (const scenario of Object.keys(TOURS) as ReadonlyArray<Scenario>)
    it(`fits a terminal of 140 columns: ${scenario}`, () => {
      const lines = tourLines(scenario, '. /home/user/bootc-operator/.demo/enter.sh')
      assert.ok(lines.length > TOURS[scenario].length)
      assert.deepEqual(
        lines.filter(line => line.length > 140),
        [],
      )
    })
})
