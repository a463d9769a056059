import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readFleet } from '../../cli/cluster/fleet'
import { createDashboardServer } from '../../cli/dashboard/dashboard-server'
import { buildPageParts } from '../../cli/dashboard/page-parts'
import { startBrowser } from '../../testbed/browser/browser'
import { POOL_STATES, type PoolState, pictureOf } from './pool-states'
import { showState } from './shown-state'
import { worldApi } from './world-api'

/** Draws the dashboard in each state at both widths, for docs/states.md; with an argument, those whose title has it. */

const DOCS = join(__dirname, '../../docs')
const WIDTHS = [1280, 400]
const TOKEN = 'states'
/** Bars have stopped moving by then. */
const SETTLED_MS = 3000

const fileOf = (state: PoolState, width: number): string => join(DOCS, pictureOf(state, width))

const run = async (): Promise<void> => {
  mkdirSync(join(DOCS, 'states'), { recursive: true })
  const page = await buildPageParts()
  const browser = await startBrowser()
  for (const state of POOL_STATES.filter(({ title }) => title.includes(process.argv[2] ?? ''))) {
    const { world } = await showState(state)
    const { server, show } = createDashboardServer({ page, token: TOKEN, now: () => new Date(world.now) })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    show(await readFleet(worldApi(world)))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${TOKEN}/`
    for (const width of WIDTHS) {
      const open = await browser.open(address, { width, height: 600, scheme: 'light' })
      await sleep(SETTLED_MS)
      writeFileSync(fileOf(state, width), await open.screenshot('webp'))
      console.log(fileOf(state, width))
    }
    server.close()
    server.closeAllConnections()
  }
  await browser.stop()
}

run().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(`no pictures: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exit(1)
  },
)
