import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ShownState, showState } from '../states/shown-state'
import { statesPage } from '../states/states-page'
import { TWELVE_STATES } from '../states/twelve-states'

const PAGE = join(__dirname, '../../docs/states.md')

describe('docs/states.md', function () {
  this.timeout(120_000)

  it('is what every tool shows in each of the twelve states', async () => {
    const shown: ShownState[] = []
    for (const state of TWELVE_STATES) shown.push(await showState(state))
    const page = statesPage(shown)
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PAGE, page)
    assert.equal(page, readFileSync(PAGE, 'utf8'))
  })
})
