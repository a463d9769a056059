import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from '../../../testbed/tools/lock'

const uniqueName = (): string => `test-${process.pid}-${Math.random()}`

describe('the lock', function () {
  this.timeout(300_000)
  before(function () {
    if (process.platform !== 'linux') this.skip()
  })

  it('lets one work after the other, and says who waits', async () => {
    const name = uniqueName()
    let inside = 0
    let most = 0
    let waited = 0
    const work = async (): Promise<void> => {
      inside += 1
      most = Math.max(most, inside)
      await sleep(20)
      inside -= 1
    }
    const onWait = (): void => {
      waited += 1
    }
    await Promise.all([1, 2, 3].map(() => withLock(name, onWait, work)))
    assert.deepEqual({ most, waited }, { most: 1, waited: 2 })
  })

  it('is free again after work that failed', async () => {
    const name = uniqueName()
    const fails = withLock(name, assert.fail, () => Promise.reject(new Error('no disk')))
    await assert.rejects(fails, /no disk/)
    assert.equal(await withLock(name, assert.fail, async () => 'done'), 'done')
  })

  it('is taken while another process holds it, and free when that one is killed', async () => {
    const name = uniqueName()
    const holder = spawn(process.execPath, ['--import=tsx', join(__dirname, 'hold-lock.ts'), name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    // The kill comes from the one who waits, so without exclusion the holder would still be there at the end.
    const onWait = (): void => void holder.kill('SIGKILL')
    assert.equal(await withLock(name, onWait, async () => 'done'), 'done')
    assert.equal(holder.killed, true)
  })
})
