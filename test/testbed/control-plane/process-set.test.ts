import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProcessSet, type ProcessSet } from '../../../testbed/control-plane/process-set'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { isAlive } from './is-alive'

describe('a process set', function () {
  this.timeout(300_000)
  let dir: string
  let processes: ProcessSet

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'process-set-'))
    processes = createProcessSet()
  })

  afterEach(async () => {
    await processes.killAll()
    rmSync(dir, { recursive: true })
  })

  const start = (script: string) =>
    processes.start({ file: '/bin/sh', args: ['-c', script], logFile: join(dir, 'log') })

  it('kills all and knows them no more', async () => {
    await start('exec sleep 600')
    await start('trap "" TERM INT; while true; do sleep 1; done')
    const pids = processes.pids()
    assert.deepEqual(pids.map(isAlive), [true, true])
    await processes.killAll()
    assert.deepEqual(pids.map(isAlive), [false, false])
    assert.deepEqual(processes.pids(), [])
  })

  it('can be killed twice', async () => {
    await start('exec sleep 600')
    await processes.killAll()
    await processes.killAll()
  })

  it('keeps the output and says how a process ended', async () => {
    const running = await start('echo out; echo err >&2; exit 7')
    const how = await waitFor({ what: 'its end', seconds: 240, look: async () => running.ended() })
    assert.equal(how, 'code 7')
    assert.equal(readFileSync(running.logFile, 'utf8'), 'out\nerr\n')
    assert.deepEqual(processes.pids(), [])
  })

  it('says what it cannot start', () =>
    assert.rejects(
      processes.start({ file: '/no/such/program', args: [], logFile: join(dir, 'log') }),
      /\/no\/such\/program could not be started/,
    ))

  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
    it(`does not outlive an owner that ends by ${signal}`, async function () {
      if (process.platform !== 'linux') this.skip()
      const owner = spawn(process.execPath, ['--import=tsx', join(__dirname, 'own-processes.ts')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = (await once(owner.stdout, 'data')) as [Buffer]
      const pids = JSON.parse(line.toString()) as ReadonlyArray<number>
      assert.deepEqual(pids.map(isAlive), [true, true])
      owner.kill(signal)
      const gone = async (): Promise<true | undefined> => (pids.some(isAlive) ? undefined : true)
      await waitFor({ what: 'the processes to be killed', seconds: 240, look: gone })
    })
  }
})
