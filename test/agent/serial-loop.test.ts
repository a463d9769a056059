import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { runSerially } from '../../agent/loop/serial-loop'
import { eventually } from './support/eventually'

const LONG = 60_000

describe('turns', function () {
  this.timeout(300_000)
  it('never overlap, and one that is asked for during a turn follows it', async () => {
    let at = 0
    let most = 0
    let count = 0
    const turns = runSerially(
      async () => {
        at += 1
        most = Math.max(most, at)
        await sleep(20)
        at -= 1
        count += 1
        return LONG
      },
      () => LONG,
    )
    turns.wake()
    turns.wake()
    turns.wake()
    await eventually('two turns', () => count === 2)
    await sleep(60)
    turns.stop()
    assert.deepEqual([most, count], [1, 2])
  })
  it('go on after one that threw, and end when stopped', async () => {
    let count = 0
    const errors: unknown[] = []
    const turns = runSerially(
      async () => {
        count += 1
        if (count === 1) throw new Error('once')
        return 1
      },
      error => {
        errors.push(error)
        return 1
      },
    )
    turns.wake()
    await eventually('five turns', () => count >= 5)
    turns.stop()
    const before = count
    await sleep(30)
    turns.wake()
    assert.deepEqual([errors.length, count], [1, before])
  })
})
