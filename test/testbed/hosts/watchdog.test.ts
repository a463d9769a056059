import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processStart } from '../../../testbed/hosts/units'
import { until } from './until'

/** Starts an agent and a unit as groups of their own, forgets one more, and prints the pids. */
const OWNER = (watchdog: string, folder: string): string => `
const { spawn } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const { forgetGroup, watchGroup, watchUnits } = require(${JSON.stringify(watchdog)})
const [agent, unit, forgotten] = [0, 1, 2].map(() => spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).pid)
watchGroup(agent)
watchGroup(forgotten)
forgetGroup(forgotten)
watchUnits(${JSON.stringify(folder)})
writeFileSync(${JSON.stringify(join(folder, 'stage.service.json'))}, JSON.stringify({ pid: unit, started: '1' }, null, 1))
setTimeout(() => console.log([agent, unit, forgotten].join(' ')), 100)
setInterval(() => undefined, 1000)
`

describe('the watchdog of simulated machines', function () {
  this.timeout(300_000)
  it('kills their agents and units when their process is killed, and nothing that was forgotten', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'simulated-watchdog-'))
    mkdirSync(join(dir, 'units'))
    const script = join(dir, 'owner.ts')
    writeFileSync(script, OWNER(join(__dirname, '../../../testbed/hosts/watchdog.ts'), join(dir, 'units')))
    const owner = spawn(process.execPath, ['--import=tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const line = await new Promise<string>(resolve => owner.stdout.once('data', data => resolve(String(data))))
    const [agent = 0, unit = 0, forgotten = 0] = line.trim().split(' ').map(Number)
    assert.deepEqual([agent, unit, forgotten].map(processStart).includes(undefined), false)
    owner.kill('SIGKILL')
    await until(
      'the end of agent and unit',
      () => processStart(agent) === undefined && processStart(unit) === undefined,
    )
    assert.notEqual(processStart(forgotten), undefined)
    process.kill(forgotten, 'SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  })
})
