import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import * as E from 'fp-ts/Either'
import type { PrometheusAnswer, PrometheusQuestion } from '../../../../hooks/ports/prometheus'
import { httpPrometheus, type PrometheusOptions } from '../../../../hooks/ports/prometheus/http-prometheus'
import { type Keys, startScriptedRegistry } from '../../../../testbed/registry/scripted-registry'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../../agent/support/loopback-certificate'
import { RECORDED, type Recorded } from './recorded'

const KEYS: Keys = { cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }
const WELL = RECORDED.nothing
const NOTHING = { kind: 'vector', count: 0, alerts: false, first: [], warning: undefined }

interface Asked {
  readonly answer: PrometheusAnswer
  readonly requests: ReadonlyArray<string>
}

interface Scene {
  readonly server: RequestListener | Recorded
  readonly keys?: Keys
  readonly options?: PrometheusOptions
  readonly question?: (host: string) => Partial<PrometheusQuestion>
}

/** However slow the machine is, the server is here. */
const PATIENT = { mayAskLoopback: true, timeoutMs: 240_000 }

const asked = async ({ server, keys, options, question }: Scene): Promise<Asked> => {
  const listener: RequestListener =
    typeof server === 'function' ? server : (_, response) => response.writeHead(server.status).end(server.body)
  const { host, requests, stop } = await startScriptedRegistry(listener, keys)
  try {
    const url = `${keys === undefined ? 'http' : 'https'}://${host}`
    const answer = await httpPrometheus({ ...PATIENT, ...options }).ask({
      url,
      query: 'up == 0',
      ...question?.(host),
    })
    return { answer, requests: requests() }
  } finally {
    stop()
  }
}

describe('a question to a Prometheus', function () {
  this.timeout(300_000)

  it('is one GET of /api/v1/query below the url, with the query encoded', async () => {
    const { answer, requests } = await asked({
      server: WELL,
      question: host => ({ url: `http://${host}/prom/`, query: 'ALERTS{a!~"b|c"} & 1+1' }),
    })
    assert.deepEqual(answer, NOTHING)
    assert.deepEqual(requests, ['GET /prom/api/v1/query?query=ALERTS%7Ba%21%7E%22b%7Cc%22%7D+%26+1%2B1'])
  })

  it('shows its token as a bearer, and none where there is none', async () => {
    const seen: Array<string | undefined> = []
    const server: RequestListener = ({ headers }, response) => {
      seen.push(headers.authorization)
      response.end(WELL.body)
    }
    await asked({ server, question: () => ({ token: 'abc' }) })
    await asked({ server })
    assert.deepEqual(seen, ['Bearer abc', undefined])
  })

  it('follows no redirect, and shows its token nowhere else', async () => {
    const { answer, requests } = await asked({
      server: (_, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      question: () => ({ token: 'abc' }),
    })
    assert.deepEqual(answer, {
      kind: 'unanswered',
      why: 'it redirects (HTTP status 302), and no redirect is followed',
    })
    assert.equal(requests.length, 1)
  })

  it('uses no proxy of the environment', async () => {
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'] as const
    const before = names.map(name => process.env[name])
    for (const name of names) process.env[name] = 'http://127.0.0.1:9'
    try {
      assert.deepEqual((await asked({ server: WELL })).answer, NOTHING)
    } finally {
      names.forEach((name, at) => {
        if (before[at] === undefined) delete process.env[name]
        else process.env[name] = before[at]
      })
    }
  })

  it('takes no more than 1 MiB of an answer', async () => {
    const { answer } = await asked({ server: { status: 200, body: ' '.repeat(2_097_152) } })
    assert.deepEqual(answer, {
      kind: 'unanswered',
      why: 'its answer is longer than 1 MiB: let the query return less',
    })
  })

  it('ends when nobody answers in time', async () => {
    const { answer } = await asked({ server: () => undefined, options: { timeoutMs: 50 } })
    assert.deepEqual(answer, { kind: 'unanswered', why: 'no answer within 0.05 s' })
  })

  it('says what Prometheus says of a query that it refuses', async () => {
    assert.deepEqual((await asked({ server: RECORDED.badData })).answer, {
      kind: 'refuses-query',
      error: 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces',
    })
  })

  it('shows nothing of an answer that is not Prometheus’', async () => {
    for (const status of [200, 400, 500]) {
      const { answer } = await asked({ server: { status, body: 'secret of the neighbours' } })
      assert.equal(answer.kind, 'unanswered')
      assert.doesNotMatch(JSON.stringify(answer), /secret/)
    }
  })

  it('says that nobody listens', async () => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await new Promise(resolve => server.close(resolve))
    assert.deepEqual(await httpPrometheus(PATIENT).ask({ url: `http://127.0.0.1:${port}`, query: 'up' }), {
      kind: 'unanswered',
      why: 'it refuses connections (ECONNREFUSED)',
    })
  })

  describe('over TLS', () => {
    it('is asked of a server that ca.crt names', async () => {
      const { answer } = await asked({ server: WELL, keys: KEYS, question: () => ({ ca: LOOPBACK_CERTIFICATE }) })
      assert.deepEqual(answer, NOTHING)
    })

    const refused: ReadonlyArray<readonly [string, Scene, RegExp]> = [
      ['of one that nobody signed', { server: WELL, keys: KEYS }, /certificate is not trusted .*ca\.crt of a Secret/],
      [
        'with a ca.crt that cannot be read',
        {
          server: WELL,
          keys: KEYS,
          question: () => ({ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }),
        },
        /^ca\.crt of its Secret holds no PEM certificate$/,
      ],
      [
        'of one that speaks none',
        { server: WELL, question: host => ({ url: `https://${host}` }) },
        /does not speak TLS/,
      ],
    ]
    for (const [title, scene, why] of refused) {
      it(`is not asked ${title}`, async () => {
        const { answer, requests } = await asked({
          ...scene,
          question: host => ({ token: 'abc', ...scene.question?.(host) }),
        })
        assert.match(answer.kind === 'unanswered' ? answer.why : answer.kind, why)
        assert.deepEqual(requests, [])
      })
    }
  })

  // 0.0.0.0 reaches this machine; names and other spellings are judged by the addresses that they lead to.
  const kept = ['127.0.0.1', 'localhost', '127.1', '2130706433', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]']
  for (const name of [...kept, '169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]']) {
    it(`is not asked at ${name}`, async () => {
      const { answer, requests } = await asked({
        server: WELL,
        options: { mayAskLoopback: false },
        question: host => ({ url: `http://${host.replace('127.0.0.1', name)}` }),
      })
      assert.deepEqual(answer, {
        kind: 'unanswered',
        why: 'its address is loopback, link-local or none that a server can have, where the operator asks nobody',
      })
      assert.deepEqual(requests, [])
    })
  }

  it('is answered whatever the url and the certificates are', async () => {
    for (const question of [
      { url: 'http://', query: '' },
      { url: 'http://h:99999', query: '' },
    ]) {
      const ask = await httpPrometheus().ask(question).then(E.right, E.left)
      assert.equal(E.isRight(ask) && ask.right.kind, 'unanswered')
    }
  })
})
