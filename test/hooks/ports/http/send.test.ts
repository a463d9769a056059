import assert from 'node:assert/strict'
import { createServer, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import * as E from 'fp-ts/Either'
import { send } from '../../../../hooks/ports/http/send'

describe('a request', () => {
  it('is made once more when the connection that it was to use again is gone, and only then', async () => {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(request.url ?? '')
      // The second on one connection finds it closed, as when a server ends those that idle.
      if (request.url === '/second' && seen.filter(path => path === '/second').length === 1) request.socket.destroy()
      else if (request.url === '/never') request.socket.destroy()
      else response.end('{}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent() }
    const ask = (path: string) =>
      send({
        method: 'GET',
        url: new URL(path, `http://127.0.0.1:${port}`),
        headers: {},
        agents,
        limitBytes: 100,
        signal: AbortSignal.timeout(240_000),
      })
    try {
      assert.ok(E.isRight(await ask('/first')))
      // Freed connections are offered again in the next turn of the event loop.
      await new Promise(resolve => setImmediate(resolve))
      assert.ok(E.isRight(await ask('/second')))
      assert.deepEqual(seen, ['/first', '/second', '/second'])
      agents.http.destroy()
      const gone = await ask('/never')
      assert.deepEqual(gone, E.left({ kind: 'no-answer', code: 'ECONNRESET' }))
      assert.equal(seen.filter(path => path === '/never').length, 1)
    } finally {
      agents.http.destroy()
      server.close()
      server.closeAllConnections()
    }
  })
})
