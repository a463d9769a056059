import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { POOL_STATES } from '../states/pool-states'
import { type ShownState, showState } from '../states/shown-state'
import { statesPage } from '../states/states-page'

const PAGE = join(__dirname, '../../docs/states.md')

describe('docs/states.md', function () {
  this.timeout(120_000)

  it('is what every tool shows in each state', async () => {
    const shown: ShownState[] = []
    for (const state of POOL_STATES) shown.push(await showState(state))
    const page = statesPage(shown)
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PAGE, page)
    assert.equal(page, readFileSync(PAGE, 'utf8'))
  })
})
