import assert from 'node:assert/strict'
import { pino } from 'pino'
import { logTo } from '../../agent/log'
import { logOptions } from '../../hooks/log-options'

/** As RFC 3339 has it, in UTC. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const linesOf = (write: (line: (text: string) => void) => void): ReadonlyArray<Readonly<Record<string, unknown>>> => {
  const lines: string[] = []
  write(text => void lines.push(text))
  return lines.map(line => JSON.parse(line))
}

const written = {
  'the hooks': linesOf(write => pino(logOptions('info'), { write }).warn({ node: 'n1' }, 'effects failed')),
  'an agent': linesOf(write => logTo(write)('warn', 'effects failed', { node: 'n1' })),
}

describe('a line of the log', () => {
  for (const [of, [line]] of Object.entries(written)) {
    it(`of ${of} has a level by name, and a time that log stacks read`, () => {
      assert.equal(line?.['level'], 'warn')
      assert.match(String(line?.['time']), TIME)
      assert.equal(line?.['node'], 'n1')
    })
  }
})
