import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { boundConnections } from '../../hooks/bounded-connections'

describe('a server that just anybody reaches', () => {
  const server = createServer((_, response) => response.end('well'))
  const sockets: Socket[] = []
  const open = async (localAddress: string): Promise<'open' | 'closed'> => {
    const { port } = server.address() as AddressInfo
    const socket = connect({ host: '127.0.0.1', port, localAddress })
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const answered = once(socket, 'data').then(() => 'open' as const)
    return Promise.race([answered, once(socket, 'close').then(() => 'closed' as const)])
  }

  before(async () => {
    boundConnections(server, { all: 3, perAddress: 2 })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('keeps few connections of one address, few of all, and has room again when one has gone', async () => {
    assert.deepEqual(await Promise.all(['127.0.0.2', '127.0.0.2'].map(open)), ['open', 'open'])
    assert.equal(await open('127.0.0.2'), 'closed')
    assert.equal(await open('127.0.0.3'), 'open')
    assert.equal(await open('127.0.0.4'), 'closed')
    const [first] = sockets
    assert.ok(first)
    first.destroy()
    await once(first, 'close')
    const deadline = Date.now() + 10_000
    let again = await open('127.0.0.4')
    while (again === 'closed' && Date.now() < deadline) again = await open('127.0.0.4')
    assert.equal(again, 'open')
  })
})
