import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { phaseCss } from '../../cli/dashboard/phase-css'
import { DRAWN_NODE_PHASES } from '../../cli/phases'
import { EVENT_REASONS } from '../../hooks/api/event-reasons'
import { POOL_PHASE_NAMES } from '../../hooks/api/pool-phases'
import { POOL_REASONS } from '../../hooks/api/reasons'
import { SHOWN_PHASE_NAMES } from '../../hooks/node/phases'
import { withPhaseTables } from '../../install/phase-tables'
import { root } from '../support/named-tests'

const page = readFileSync(join(root, 'docs', 'concepts.md'), 'utf8')

const rowsUnder = (head: string): ReadonlyArray<string> => {
  const table = page.slice(page.indexOf(head)).split('\n\n')[0] ?? ''
  return [...table.matchAll(/^\| `(\w+)` \| .*\S.* \|$/gm)].map(([, phase = '']) => phase)
}

describe('docs/concepts.md', () => {
  it('has the tables of phases that `npm run manifests` makes now', () =>
    assert.ok(withPhaseTables(page) === page, 'docs/concepts.md is not current: run `npm run manifests` and commit it'))

  it('explains every phase of a pool and of a node', () => {
    assert.deepEqual(rowsUnder('| phase of a pool |'), POOL_PHASE_NAMES)
    assert.deepEqual(rowsUnder('| phase of a node |'), SHOWN_PHASE_NAMES)
  })

  it('explains every reason of a pool, and which of its conditions is True', () =>
    assert.deepEqual(rowsUnder('| reason | in phase |'), Object.keys(POOL_REASONS)))

  it('explains every event', () => assert.deepEqual(rowsUnder('| event | of |'), EVENT_REASONS))

  it('is refused without a place for a table', () =>
    assert.throws(
      () => withPhaseTables(page.replace('| phase of a node |', '')),
      /no table that begins with "\| phase of a node/,
    ))
})

describe('the dashboard', () => {
  it('has a colour, a sign and a dimming rule for every phase of a node', () => {
    const css = phaseCss()
    const without = SHOWN_PHASE_NAMES.filter(
      phase => !css.includes(`[data-phase="${phase}"]{--phase:#`) || !css.includes(`.grid[data-only="${phase}"]`),
    )
    assert.deepEqual(without, [])
    assert.deepEqual(Object.keys(DRAWN_NODE_PHASES).sort(), [...SHOWN_PHASE_NAMES].sort())
  })

  it('tells phases apart by their signs', () =>
    assert.equal(new Set(Object.values(DRAWN_NODE_PHASES).map(({ sign }) => sign)).size, SHOWN_PHASE_NAMES.length))
})
