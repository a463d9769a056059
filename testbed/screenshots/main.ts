import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, startBrowser } from '../browser/browser'
import { waitFor } from '../control-plane/wait-for'
import { type Lab, startLab } from '../lab/lab'
import { rollOutHalfWay } from './rollout'
import { startInTerminal } from './terminal'
import { terminalPage } from './terminal-page'

/** Takes the pictures of docs/ from one real rollout; that of the terminal is its text, drawn by the browser. */

const COLUMNS = 100
const dir = mkdtempSync(join(tmpdir(), 'bootc-screenshots-'))
const save = (name: string, png: Buffer): void => {
  writeFileSync(resolve('docs', name), png)
  console.log(`docs/${name}: ${Math.round(png.length / 1000)} kB`)
}

const startDashboard = async ({ controlPlane }: Lab): Promise<{ address: string; stop: () => Promise<unknown> }> => {
  const env = { PATH: process.env['PATH'], KUBECONFIG: controlPlane.kubeconfig }
  const command = [resolve('dist/kubectl-bootc.js'), 'dashboard', '--no-open']
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  let text = ''
  child.stdout.on('data', chunk => {
    text += String(chunk)
  })
  const look = async (): Promise<string | undefined> => /http:\S+/.exec(text)?.[0]
  const stop = (): Promise<unknown> => {
    child.kill()
    return ended
  }
  return { address: await waitFor({ what: 'the address of the dashboard', seconds: 30, look }), stop }
}

const take = async (lab: Lab, browser: Browser): Promise<void> => {
  const terminal = startInTerminal(lab.controlPlane.kubeconfig, COLUMNS, 'status --watch')
  const dashboard = await startDashboard(lab)
  try {
    const page = await browser.open(dashboard.address, { width: 1100, height: 600, scheme: 'light' })
    await rollOutHalfWay(lab)
    await sleep(1000) // Both draw what has just happened, and their bars have stopped moving.
    const [picture, text] = [page.screenshot(), terminal.screen()]
    save('dashboard.png', await picture)
    const drawn = await browser.open(terminalPage('kubectl bootc status --watch', text), {
      width: 900,
      height: 300,
      scheme: 'dark',
    })
    await sleep(300)
    save('status-watch.png', await drawn.screenshot())
  } finally {
    terminal.stop()
    await dashboard.stop()
  }
}

const run = async (): Promise<void> => {
  const lab = await startLab({ dir, cacheLagMs: 50 })
  try {
    const browser = await startBrowser()
    await take(lab, browser).finally(browser.stop)
  } finally {
    await lab.stop()
  }
  rmSync(dir, { recursive: true, force: true })
}

run().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(`no pictures: ${error instanceof Error ? error.message : String(error)}; logs are in ${dir}`)
    process.exit(1)
  },
)
