import assert from 'node:assert/strict'
import type { Prometheus, PrometheusQuestion } from '../../../hooks/ports/prometheus'
import { createPrometheusQueries, FRESH_MS } from '../../../hooks/ports/prometheus-queries'
import { ALL_IS_WELL } from '../../support/fake-gates'

const START = Date.parse('2026-01-02T00:00:00Z')
const QUESTION: PrometheusQuestion = { url: 'http://prometheus:9090', query: 'up == 0' }

/** A clock that stands, and a Prometheus that answers when the test says so. */
const scene = (patienceMs = 5) => {
  let clock = START
  const asked: PrometheusQuestion[] = []
  const replies: Array<() => void> = []
  const prometheus: Prometheus = {
    ask: question => {
      asked.push(question)
      return new Promise(resolve => replies.push(() => resolve(ALL_IS_WELL)))
    },
  }
  const queries = createPrometheusQueries({ prometheus, now: () => new Date(clock), patienceMs })
  return {
    queries,
    asked,
    pass: (ms: number): void => {
      clock += ms
    },
    /** Asks, and lets Prometheus answer at once. */
    answered: async (question = QUESTION) => {
      const known = queries.ask(question)
      replies.shift()?.()
      return known
    },
    reply: async (): Promise<void> => {
      replies.shift()?.()
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

describe('questions to Prometheus', () => {
  it('are asked once for all pools while the answer is fresh', async () => {
    const { queries, asked, answered, pass } = scene()
    assert.deepEqual(await answered(), { last: { answer: ALL_IS_WELL, at: START } })
    pass(FRESH_MS - 1)
    assert.deepEqual(await queries.ask({ ...QUESTION }), { last: { answer: ALL_IS_WELL, at: START } })
    assert.equal(asked.length, 1)
  })

  it('are asked anew when the answer is not fresh any more', async () => {
    const { asked, answered, pass } = scene()
    await answered()
    pass(FRESH_MS)
    assert.deepEqual(await answered(), { last: { answer: ALL_IS_WELL, at: START + FRESH_MS } })
    assert.equal(asked.length, 2)
  })

  it('are asked anew when the clock jumped back', async () => {
    const { asked, answered, pass } = scene()
    await answered()
    pass(-60_000)
    await answered()
    assert.equal(asked.length, 2)
  })

  it('are not awaited for long, asked once meanwhile, and answered for whoever asks later', async () => {
    const { queries, asked, reply } = scene()
    assert.deepEqual(await queries.ask(QUESTION), { last: undefined, awaitedSince: START })
    assert.deepEqual(await queries.ask(QUESTION), { last: undefined, awaitedSince: START })
    assert.equal(asked.length, 1)
    await reply()
    assert.deepEqual(await queries.ask(QUESTION), { last: { answer: ALL_IS_WELL, at: START } })
    assert.equal(asked.length, 1)
  })

  it('are awaited from when they were asked, not from when another sync awaits them too', async () => {
    const { queries, pass } = scene(600_000)
    void queries.ask(QUESTION)
    pass(600_000)
    assert.equal((await queries.ask(QUESTION)).awaitedSince, START)
  })

  it('keep the old answer beside the one that is awaited, as old', async () => {
    const { queries, answered, pass } = scene()
    await answered()
    pass(FRESH_MS)
    assert.deepEqual(await queries.ask(QUESTION), {
      last: { answer: ALL_IS_WELL, at: START },
      awaitedSince: START + FRESH_MS,
    })
  })

  const others: ReadonlyArray<readonly [string, Partial<PrometheusQuestion>]> = [
    ['another query', { query: 'up == 1' }],
    ['another url', { url: 'http://prometheus:9091' }],
    ['another version of the Secret', { version: 'uid/2' }],
  ]
  for (const [title, change] of others) {
    it(`are others with ${title}`, async () => {
      const { asked, answered } = scene()
      await answered()
      await answered({ ...QUESTION, ...change })
      assert.equal(asked.length, 2)
    })
  }

  it('are answered though the one who asks broke off', async () => {
    const prometheus: Prometheus = { ask: () => Promise.reject(new Error('Bearer secret')) }
    const queries = createPrometheusQueries({ prometheus, now: () => new Date(START) })
    const known = await queries.ask(QUESTION)
    assert.deepEqual(known.last?.answer, { kind: 'unanswered', why: 'the question broke off' })
  })
})
