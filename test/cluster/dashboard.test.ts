import assert from 'node:assert/strict'
import { type Page, startBrowser } from '../../testbed/browser/browser'
import { holdReboot, joinNodes, machineOf, put, untilDown, untilUpdated } from './support/acts'
import { type Story, tellTogether } from './support/concurrent-stories'
import { bootc, startBootc } from './support/kubectl-bootc'
import { until, untilPool } from './support/views'
import { addProtectedPods, unprotect } from './support/workloads'

/** `name=phase` of every cell, in their order. */
const cells = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate('[...document.querySelectorAll(".cell")].map(({ dataset }) => dataset.node + "=" + dataset.phase)')

const textOf = (page: Page, selector: string): Promise<string> =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`)

const untilSays = (page: Page, selector: string, pattern: RegExp): Promise<true> =>
  until(`${selector} to say ${pattern}`, async () => pattern.test(await textOf(page, selector)) || undefined, {
    shown: async () => `but it says "${await textOf(page, selector)}"`,
  })

/** Notes in the page every phase that a cell goes through; a reload would forget it. */
const NOTE_PHASES = `
  window.noted = []
  new MutationObserver(changes => noted.push(...changes.map(({ target }) => target.dataset.node + '=' + target.dataset.phase)))
    .observe(document.querySelector('.grid'), { subtree: true, attributeFilter: ['data-phase'] })`

/** In one go, so that no news is shown in between. */
const ARROW_RIGHT = `
  document.querySelector('.grid [tabindex="0"]').focus()
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
  document.activeElement.dataset.node`

const LOOK = { width: 1100, height: 900, scheme: 'light' } as const

const live: Story = {
  title: 'the page shows each node by its phase, follows the rollout, and says why a node waits',
  tell: async world => {
    const { lab } = world
    const names = ['page-1', 'page-2', 'page-3']
    await joinNodes(world, 'page', names)
    await addProtectedPods(world, 'page-1', 1)
    await put(world, { name: 'page', version: 'v2' })
    const server = startBootc(lab, 'dashboard', '--no-open')
    world.atEnd(() => void server.process.kill())
    const browser = await startBrowser()
    world.atEnd(() => void browser.stop())
    const address = await until('the address', async () => /http:\S+/.exec(server.soFar())?.[0])
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/)
    const page = await browser.open(address, LOOK)
    // Chromium refuses to look while it goes from one page to another.
    await until('the page', async () => (await cells(page).catch(() => [])).length > 0 || undefined)

    await untilPool(world, 'page', /page-1 Draining .*blocked by/)
    const blocked = ['page-1=Draining', 'page-2=Staged', 'page-3=Staged']
    const shown = async (): Promise<string> => `but it shows ${(await cells(page)).join(', ')}`
    const untilShown = (want: ReadonlyArray<string>): Promise<true> =>
      until('the grid', async () => (await cells(page)).join() === want.join() || undefined, { shown })
    await untilShown(blocked)
    await untilSays(page, '.legend', /Draining\s+1[\s\S]*Staged\s+2/)
    await untilSays(page, '.busy', /Under way \(1\)\s+page-1\s*Draining: it is draining \(1 pod left\).*page-1-app-0/)
    await untilSays(page, '.message', /^0 of 3 nodes run the target; page-1 Draining .*blocked by/)
    const colour = 'getComputedStyle(document.querySelector(".cell")).borderLeftColor'
    assert.equal(await page.evaluate(colour), 'rgb(232, 163, 23)', 'the style of the page is let in')

    assert.equal(await page.evaluate(ARROW_RIGHT), 'page-2', 'arrows lead from node to node')
    await page.evaluate('document.querySelector(".cell[data-node=page-1]").click()')
    await untilSays(
      page,
      '#why dl',
      /reason\s+Draining: it is draining \(1 pod left\)[\s\S]*blocked by\s+default\/page-1-app-0: .*disruption budget/,
    )

    await page.evaluate(NOTE_PHASES)
    for (const name of names) holdReboot(world, name)
    await unprotect(world, 'page-1')
    for (const name of names) {
      await untilDown(world, name)
      await until(`${name} to be shown`, async () => (await cells(page)).includes(`${name}=Rebooting`) || undefined, {
        shown,
      })
      await machineOf(world, name).powerCut()
    }
    await untilUpdated(world, 'page')
    await untilShown(names.map(name => `${name}=UpToDate`))
    const noted = await page.evaluate<ReadonlyArray<string>>('noted')
    for (const name of names)
      assert.ok(noted.includes(`${name}=Rebooting`), `${name} was not shown to reboot: ${noted}`)
    await untilSays(page, '#why dl', /nothing is in its way: it runs what it should/)
    await untilSays(page, '.moments', /page-3 runs v2 \([0-9a-f]{12}\)[\s\S]*the rollout of v2 \([0-9a-f]{12}\) began/)

    server.process.kill('SIGINT')
    assert.equal((await server.end).code, 0)
    await untilSays(page, '#link', /has ended/)
    await browser.stop()
  },
}

const refused: Story = {
  title: 'a port that is no number, or that is taken, is a sentence',
  tell: async ({ lab }) => {
    const word = await bootc(lab, 'dashboard', '--no-open', '--port', 'http')
    assert.deepEqual([word.code, word.stdout], [2, ''])
    assert.match(word.stderr, /--port: expected a number from 0 to 65535, got "http"/)
    const { port } = new URL(lab.controlPlane.url)
    const taken = await bootc(lab, 'dashboard', '--no-open', '--port', port)
    assert.deepEqual([taken.code, taken.stdout], [1, ''])
    assert.match(taken.stderr, /another program listens on port \d+ already/)
  },
}

tellTogether('kubectl bootc dashboard, in a real browser', { dashboard: [live, refused] })
