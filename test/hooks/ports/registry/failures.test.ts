import assert from 'node:assert/strict'
import { ask, failedIn, SECRET, withRegistry } from './ask'
import { failingAnswers } from './failing-answers'

describe('a lookup that fails', function () {
  this.timeout(300_000)
  const warnings: string[] = []
  const { warn, error, log } = console
  before(() => {
    for (const name of ['warn', 'error', 'log'] as const) console[name] = text => void warnings.push(String(text))
  })
  after(() => Object.assign(console, { warn, error, log }))

  for (const { name, answer, want, message: pattern, withSecret = false, retryAfterSeconds } of failingAnswers) {
    it(`after ${name} says ${want}`, () =>
      withRegistry(answer, async ({ host }) => {
        const options = { timeoutMs: want === 'RegistryTimeout' ? 400 : 240_000, limitBytes: 100_000 }
        const failed = failedIn(
          await ask({ ref: `${host}/os/node:stable`, options: { insecure: [host], ...options }, withSecret }),
        )
        assert.equal(failed.reason, want, failed.message)
        assert.match(failed.message, pattern)
        assert.equal(failed.retryAfterSeconds, retryAfterSeconds)
        assert.ok(failed.message.includes(host), 'names the registry')
        assert.doesNotMatch(failed.message, /\n/)
        if (want === 'NotARegistry') assert.doesNotMatch(failed.message, /push|undefined|expired/)
        const all = JSON.stringify([failed, warnings])
        assert.ok(![SECRET, Buffer.from(`puller:${SECRET}`).toString('base64')].some(secret => all.includes(secret)))
        assert.deepEqual(warnings, [])
      }))
  }

  it('asks once when the registry has a problem: pools look again by themselves', () =>
    withRegistry(
      (_request, response) => void response.writeHead(503).end(),
      async ({ host, requests }) => {
        await ask({ ref: `${host}/os/node:stable` })
        assert.equal(requests().length, 1)
      },
    ))
})
