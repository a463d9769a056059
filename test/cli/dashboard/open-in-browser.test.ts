import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openInBrowser } from '../../../cli/dashboard/open-in-browser'
import { waitFor } from '../../../testbed/control-plane/wait-for'

const ADDRESS = 'http://127.0.0.1:8080/a-secret/'

describe('opening the dashboard in a browser', function () {
  this.timeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'opener-'))
  const path = process.env['PATH']
  const told = join(folder, 'told')

  before(() => {
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$@" > ${told}.new && mv ${told}.new ${told}\n`, {
      mode: 0o755,
    })
    process.env['PATH'] = `${folder}:${path}`
  })
  after(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true })
  })

  it('shows the address to nobody else', async () => {
    const tidy = openInBrowser(ADDRESS, { DISPLAY: ':0' })
    const look = async (): Promise<string | undefined> => (existsSync(told) ? readFileSync(told, 'utf8') : undefined)
    const argument = (await waitFor({ what: 'the opener to be called', seconds: 240, look })).trim()
    assert.doesNotMatch(argument, /a-secret/)
    assert.match(readFileSync(argument, 'utf8'), /url=http:\/\/127\.0\.0\.1:8080\/a-secret\//)
    assert.equal(statSync(argument).mode & 0o777, 0o600)
    tidy()
    assert.equal(existsSync(argument), false)
  })

  it('is not tried without a screen', () => {
    rmSync(told, { force: true })
    openInBrowser(ADDRESS, {})()
    assert.equal(existsSync(told), false)
  })
})
