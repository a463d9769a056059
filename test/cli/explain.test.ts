import assert from 'node:assert/strict'
import { isCommandError } from '../../cli/exit'
import { EXPLAINED, explain } from '../../cli/explain/explain'
import { styleFor } from '../../cli/text/style'
import { POOL_PHASE_NAMES } from '../../hooks/api/pool-phases'
import { SHOWN_PHASE_NAMES } from '../../hooks/node/phases'
import { OBSTACLE_REASONS } from '../../hooks/rollout-sync/decide/obstacles'

const style = styleFor({ columns: undefined, environment: { COLUMNS: '200' } })
const told = (word: string): string => explain(word).lines(style).join('\n')

describe('kubectl bootc explain', () => {
  it('knows every phase and every reason', () => {
    const words = [...POOL_PHASE_NAMES, ...SHOWN_PHASE_NAMES, ...OBSTACLE_REASONS, 'Slot', 'Hold']
    assert.deepEqual(
      words.filter(word => !EXPLAINED.includes(word)),
      [],
    )
    for (const word of EXPLAINED) assert.match(told(word), new RegExp(`^${word}\n\\w[\\s\\S]*\\.$`))
  })

  it('says each meaning, and where it is meant so', () => {
    assert.match(
      told('drifted'),
      /^Drifted\nphase of a node +It was updated, and another image.*\nwhy a node waits +The node was updated/,
    )
  })

  it('names the words that there are when it does not know one', () => {
    assert.throws(
      () => explain('Happy'),
      (error: unknown) =>
        isCommandError(error) && error.exit === 3 && /"Happy"; there are: .*Drifted/.test(error.message),
    )
  })
})
