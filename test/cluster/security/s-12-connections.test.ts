import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { until } from '../support/views'
import { attackCluster } from './support/attack'

/** As many as one process may open by itself nearly everywhere. */
const MANY = 500
/** From one address; another has places of its own. */
const AT_MOST = 16

attackCluster('S-12', 'who reaches the port of metrics and probes', current => {
  const sockets: Socket[] = []
  const flood = async (localAddress: string, words: string): Promise<void> => {
    const { probePort } = current().lab.hooks
    const opened = Array.from({ length: MANY }, async () => {
      const socket = connect({ host: '127.0.0.1', port: probePort, localAddress })
      sockets.push(socket)
      socket.on('error', () => undefined)
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      if (words !== '') socket.write(words)
    })
    await Promise.all(opened)
  }
  /** Sockets that the hook server has open, of any kind. */
  const descriptors = (): number => readdirSync(`/proc/${current().lab.hooks.pid()}/fd`).length
  const alive = async (path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${current().lab.hooks.probePort}${path}`)).status

  let atRest = 0
  before(() => {
    atRest = descriptors()
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
  })

  for (const [how, words] of [
    ['and says nothing', ''],
    ['and never ends its request', 'GET /metrics HTTP/1.1\r\nHost: a\r\nX-Slow: '],
  ] as const) {
    it(`opens ${MANY} connections ${how}: few stay, and the kubelet is answered meanwhile`, async () => {
      await flood('127.0.0.7', words)
      assert.equal(await alive('/readyz'), 200)
      const most = atRest + AT_MOST + 10
      await until('the connections that are too many to be closed', async () => descriptors() <= most || undefined)
      assert.equal(await alive('/metrics'), 200)
    })
  }

  it('keeps none of them for long', async () => {
    await flood('127.0.0.7', 'GET /metrics HTTP/1.1\r\nHost: a\r\nX-Slow: ')
    await until('all of them to be closed', async () => descriptors() <= atRest + 4 || undefined)
    assert.equal(await alive('/readyz'), 200)
  })
})
