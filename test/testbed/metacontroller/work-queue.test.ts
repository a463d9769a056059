import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { backoffDelay, tokenBucket } from '../../../testbed/metacontroller/retry-delay'
import { createWorkQueue, type WorkQueue } from '../../../testbed/metacontroller/work-queue'

/** A queue whose work ends when the test says so. */
const aQueue = (workers = 2) => {
  const begun: string[] = []
  const ends: Array<() => void> = []
  const process = (key: string): Promise<void> => {
    begun.push(key)
    return new Promise(resolve => ends.push(resolve))
  }
  const queue: WorkQueue = createWorkQueue({ workers, process })
  const endOldest = async (): Promise<void> => {
    ends.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { queue, begun, endOldest }
}

describe('the work queue', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }))
  afterEach(() => mock.timers.reset())

  it('holds back all work until it is started', () => {
    const { queue, begun } = aQueue()
    queue.add('a')
    assert.deepEqual(begun, [])
    queue.start()
    assert.deepEqual(begun, ['a'])
  })

  it('has a key only once, however often it is added', () => {
    const { queue, begun } = aQueue()
    for (const key of ['a', 'a', 'b', 'a']) queue.add(key)
    queue.start()
    assert.deepEqual(begun, ['a', 'b'])
  })

  it('never works twice on one key at a time, and once more for all additions during the work', async () => {
    const { queue, begun, endOldest } = aQueue()
    queue.start()
    for (const key of ['a', 'a', 'a']) queue.add(key)
    assert.deepEqual(begun, ['a'])
    await endOldest()
    assert.deepEqual(begun, ['a', 'a'])
    await endOldest()
    assert.deepEqual(begun, ['a', 'a'])
  })

  it('works on as many keys at a time as it has workers', async () => {
    const { queue, begun, endOldest } = aQueue(2)
    queue.start()
    for (const key of ['a', 'b', 'c']) queue.add(key)
    assert.deepEqual(begun, ['a', 'b'])
    await endOldest()
    assert.deepEqual(begun, ['a', 'b', 'c'])
  })

  it('keeps the earliest of several delays of a key', () => {
    const { queue, begun } = aQueue()
    queue.start()
    queue.addAfter('a', 500)
    queue.addAfter('a', 2000)
    queue.addAfter('a', 100)
    mock.timers.tick(99)
    assert.deepEqual(begun, [])
    mock.timers.tick(1)
    assert.deepEqual(begun, ['a'])
    mock.timers.tick(5000)
    assert.deepEqual(begun, ['a'])
  })

  it('lets a plain addition overtake a backoff', () => {
    const { queue, begun } = aQueue()
    queue.start()
    for (let failure = 0; failure < 12; failure += 1) queue.addRateLimited('a')
    queue.add('a')
    assert.deepEqual(begun, ['a'])
  })

  it('backs off anew after it forgot a key', async () => {
    const { queue, begun, endOldest } = aQueue()
    queue.start()
    queue.addRateLimited('a')
    mock.timers.tick(5)
    await endOldest()
    queue.addRateLimited('a')
    mock.timers.tick(5)
    assert.deepEqual(begun, ['a'])
    mock.timers.tick(5)
    assert.deepEqual(begun, ['a', 'a'])
    await endOldest()
    queue.forget('a')
    queue.addRateLimited('a')
    mock.timers.tick(5)
    assert.deepEqual(begun, ['a', 'a', 'a'])
  })

  it('stops when the work under way has ended, and takes nothing more', async () => {
    const { queue, begun, endOldest } = aQueue(1)
    queue.start()
    for (const key of ['a', 'b']) queue.add(key)
    let stopped = false
    const stopping = queue.stop().then(() => {
      stopped = true
    })
    assert.equal(stopped, false)
    await endOldest()
    await stopping
    queue.add('c')
    assert.deepEqual(begun, ['a'])
  })
})

describe('the delay of a retry', () => {
  it('is 5 ms, doubles, and ends at 1000 s', () => {
    assert.deepEqual([0, 1, 2, 10, 17, 18, 99].map(backoffDelay), [5, 10, 20, 5120, 655_360, 1_000_000, 1_000_000])
  })

  it('follows the bucket once its burst is used up', () => {
    let time = 0
    const bucket = tokenBucket(10, 2, () => time)
    assert.deepEqual([bucket.reserve(), bucket.reserve(), bucket.reserve(), bucket.reserve()], [0, 0, 100, 200])
    time = 10_000
    assert.equal(bucket.reserve(), 0)
  })

  it('is nothing for a rate without limit', () => {
    const bucket = tokenBucket(-1, 0)
    assert.equal(bucket.reserve(), 0)
  })
})
