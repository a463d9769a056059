import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { parse, stringify } from 'yaml'
import { type FakeServer, startFakeServer } from './support/fake-server'
import { buildProgram, type Program } from './support/program'
import { rolloutInFlight } from './support/rollout-in-flight'
import { objectsOf } from './support/scene'

/** A forward proxy of CONNECT alone that asks for a password where there is one, and remembers where it led. */
const startProxy = async (password?: string) => {
  const led: string[] = []
  const sockets = new Set<Duplex>()
  const wanted = password && `Basic ${Buffer.from(`me:${password}`).toString('base64')}`
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connect', (request, socket: Duplex, head: Buffer) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    led.push(request.url ?? '')
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    sockets.add(upstream)
    upstream.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return {
    led,
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: (): Promise<void> =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

describe('kubectl bootc with a kubeconfig that has a proxy-url', () => {
  let program: Program
  let server: FakeServer
  const stops: Array<() => Promise<void>> = []

  before(async () => {
    program = await buildProgram()
    server = await startFakeServer(objectsOf(rolloutInFlight()))
  })
  after(async () => {
    await Promise.all([server.stop(), ...stops.map(stop => stop())])
    program.remove()
  })

  const run = (proxyUrl: string, ...args: ReadonlyArray<string>) => {
    const config = parse(server.kubeconfig())
    config.clusters[0].cluster['proxy-url'] = proxyUrl
    return program.run([...args, `--kubeconfig=${program.file('kubeconfig', stringify(config))}`])
  }
  const proxied = async (password?: string) => {
    const proxy = await startProxy(password)
    stops.push(proxy.stop)
    return proxy
  }

  it('goes through that proxy, and nowhere else', async () => {
    const { led, host } = await proxied()
    const before = server.requests.length
    const { code, stdout, stderr } = await run(`http://${host}`, 'status')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /web-03/)
    assert.ok(server.requests.length > before)
    assert.deepEqual([...new Set(led)], [server.url.replace('https://', '')])
  })

  it('goes through it with a watch too, which has a connection of its own', async () => {
    const { led, host } = await proxied()
    const { code, stderr } = await run(`http://${host}`, 'wait', 'workers', '--timeout=3s')
    assert.equal(code, 8, stderr)
    const watches = server.requests.filter(({ call }) => call.includes('watch=1')).length
    assert.ok(watches > 0 && led.length > watches, `${led.length} ways for ${watches} watches`)
  })

  it('logs in at it with the account in the URL', async () => {
    const { host } = await proxied('a word')
    const { code, stderr } = await run(`http://me:a%20word@${host}`, 'status')
    assert.equal(code, 0, stderr)
  })

  it('says what the proxy refuses, without the password', async () => {
    const { host } = await proxied('a word')
    const { code, stderr } = await run(`http://me:secret@${host}`, 'status')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /the proxy http:\/\/127\.0\.0\.1:\d+ \(proxy-url of the kubeconfig\) refuses the way to .*: 407/,
    )
    assert.doesNotMatch(stderr, /secret/)
  })

  it('says that the proxy cannot be reached', async () => {
    const proxy = await startProxy()
    await proxy.stop()
    const { code, stderr } = await run(`http://${proxy.host}`, 'status')
    assert.equal(code, 1)
    assert.match(stderr, /the proxy http:\/\/\S+ \(proxy-url of the kubeconfig\) cannot be reached: .*ECONNREFUSED/)
  })

  for (const [proxyUrl, says] of [
    ['socks5://127.0.0.1:1', 'begins with socks5://'],
    ['proxy.example', 'is no URL'],
  ] as const)
    it(`refuses ${proxyUrl}, and says what it may be`, async () => {
      const { code, stderr } = await run(proxyUrl, 'status')
      assert.deepEqual(
        [code, stderr],
        [1, `error: proxy-url of the kubeconfig ${says}: it must be http://HOST:PORT or https://HOST:PORT\n`],
      )
    })
})
