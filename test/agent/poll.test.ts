import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { poll } from '../../agent/loop/poll'

/** Milliseconds in which it has asked many times, if nothing keeps it from that. */
const A_WHILE = 50

interface Asked {
  readonly answers: Array<(changed: boolean) => void>
  readonly fail: Array<(error: Error) => void>
  readonly woken: () => number
  readonly stop: () => void
}

const started = (rests: () => boolean = () => false): Asked => {
  const answers: Asked['answers'] = []
  const fail: Asked['fail'] = []
  let woken = 0
  const timer = poll({
    hasChanged: () =>
      new Promise((resolve, reject) => {
        answers.push(resolve)
        fail.push(reject)
      }),
    rests,
    wake: () => {
      woken += 1
    },
    everyMs: 1,
  })
  return { answers, fail, woken: () => woken, stop: () => clearInterval(timer) }
}

describe('the poll of a host', () => {
  it('asks nothing while an answer is awaited, however long that takes', async () => {
    const { answers, stop, woken } = started()
    await sleep(A_WHILE)
    assert.equal(answers.length, 1)
    answers[0]?.(true)
    await sleep(A_WHILE)
    assert.deepEqual([answers.length, woken()], [2, 1])
    answers[1]?.(false)
    await sleep(A_WHILE)
    assert.deepEqual([answers.length, woken()], [3, 1])
    stop()
  })

  it('asks again after an answer that was an error', async () => {
    const { answers, fail, stop, woken } = started()
    await sleep(A_WHILE)
    fail[0]?.(new Error('no answer'))
    await sleep(A_WHILE)
    assert.deepEqual([answers.length, woken()], [2, 0])
    stop()
  })

  it('asks nothing while it rests', async () => {
    let rests = true
    const { answers, stop } = started(() => rests)
    await sleep(A_WHILE)
    assert.equal(answers.length, 0)
    rests = false
    await sleep(A_WHILE)
    assert.equal(answers.length, 1)
    stop()
  })
})
