import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Fleet, readFleet } from '../../../cli/cluster/fleet'
import { createDashboardServer } from '../../../cli/dashboard/dashboard-server'
import { apiWith } from '../support/fake-api'
import { rolloutInFlight } from '../support/rollout-in-flight'
import { NOW, objectsOf } from '../support/scene'

const TOKEN = 'a-token'
const page = {
  html: '<style></style><noscript><pre></pre></noscript><script></script>',
  style: 'p{}',
  script: 'let $1 = "$&"',
}

interface Told {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

describe('the server of the dashboard', () => {
  const { server, show } = createDashboardServer({ page, token: TOKEN, now: () => NOW })
  let port = 0
  let fleet: Fleet

  before(async () => {
    fleet = await readFleet(apiWith(objectsOf(rolloutInFlight())))
    show(fleet)
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    port = (server.address() as AddressInfo).port
  })
  after(() => {
    server.close()
    server.closeAllConnections()
  })

  const ask = (path: string, { method = 'GET', host = 'localhost' } = {}): Promise<Told> =>
    new Promise((done, fail) => {
      const call = request({ port, host: '127.0.0.1', path, method, headers: { host } }, answer => {
        let body = ''
        answer.setEncoding('utf8').on('data', chunk => {
          body += chunk
        })
        answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body }))
      })
      call.on('error', fail).end()
    })

  const refusals = [
    { name: 'the name of another site, as after DNS rebinding', host: 'evil.example', path: `/${TOKEN}/`, want: 403 },
    { name: 'another site that begins like us', host: 'localhost.evil.example', path: `/${TOKEN}/`, want: 403 },
    { name: 'an address of the network', host: '192.0.2.1:8080', path: `/${TOKEN}/why?node=web-03`, want: 403 },
    { name: 'no token', path: '/', want: 404 },
    { name: 'the beginning of the token', path: `/${TOKEN.slice(0, -1)}/feed`, want: 404 },
    { name: 'another token of the same length', path: '/b-token/why?node=web-03', want: 404 },
    { name: 'the token as a parameter', path: `/?token=${TOKEN}`, want: 404 },
    { name: 'a page that does not exist', path: `/${TOKEN}/else`, want: 404 },
    { name: 'a write', path: `/${TOKEN}/`, method: 'POST', want: 405 },
  ]
  for (const { name, path, want, ...how } of refusals) {
    it(`refuses ${name}`, async () => {
      const { status, body } = await ask(path, how)
      assert.equal(status, want)
      assert.doesNotMatch(body, /web-03|workers/)
    })
  }

  for (const host of ['127.0.0.1', `127.0.0.1:${1}`, 'localhost:9000']) {
    it(`answers to ${host}`, async () => assert.equal((await ask(`/${TOKEN}/`, { host })).status, 200))
  }

  it('lets run the style and the script that it serves, and no others', async () => {
    const { headers, body } = await ask(`/${TOKEN}/`)
    const hashOf = (tag: string): string => {
      const [, text = ''] = new RegExp(`<${tag}>(.*)</${tag}>`).exec(body) ?? []
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    const policy = String(headers['content-security-policy']).split('; ')
    for (const rule of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(rule), rule)
    }
    assert.ok(policy.includes(`script-src ${hashOf('script')}`))
    assert.ok(policy.includes(`style-src ${hashOf('style')}`))
    assert.ok(body.includes(page.script), 'the script is as it was built')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cache-control'], 'no-store')
  })

  it('escapes what the cluster says, where no script runs', async () => {
    const pools = fleet.pools.map(pool => ({ ...pool, status: { ...pool.status, message: '</pre><img src=x>' } }))
    show({ ...fleet, pools })
    const { body } = await ask(`/${TOKEN}/`)
    show(fleet)
    assert.match(body, /&lt;\/pre&gt;&lt;img src=x&gt;/)
    assert.doesNotMatch(body, /<img/)
  })

  it('feeds the picture at once, and again when it is another', async () => {
    const pictures: string[] = []
    let told = (): void => undefined
    const next = (): Promise<void> =>
      new Promise(done => {
        told = done
      })
    const first = next()
    const call = request(
      { port, host: '127.0.0.1', path: `/${TOKEN}/feed`, headers: { host: 'localhost' } },
      answer => {
        assert.equal(answer.headers['content-type'], 'text/event-stream')
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
          const events = text.split('\n\n')
          text = events.pop() ?? ''
          pictures.push(...events)
          if (events.length > 0) told()
        })
      },
    )
    call.on('error', () => undefined).end()
    await first
    const changed = next()
    show(fleet) // The same again is no news.
    const pools = fleet.pools.map(pool => ({ ...pool, status: { ...pool.status, message: 'moved \u202eon\u001b[2J' } }))
    show({ ...fleet, pools })
    await changed
    call.destroy()
    show(fleet)
    const messages = pictures.map(event => JSON.parse(event.replace(/^data: /, '')).pools[0].message)
    assert.deepEqual(messages, [
      '2 of 7 nodes run the target; web-03 Draining since 2026-01-02T00:12:00Z (2 pods left)',
      'moved on',
    ])
  })

  it('says why a node waits', async () => {
    const { status, body } = await ask(`/${TOKEN}/why?node=web-03`)
    assert.equal(status, 200)
    assert.equal(JSON.parse(body).title, 'web-03 is Draining in pool workers')
    const unknown = await ask(`/${TOKEN}/why?node=${encodeURIComponent('<x>')}`)
    assert.deepEqual([unknown.status, unknown.headers['content-type']], [404, 'text/plain; charset=utf-8'])
  })
})
