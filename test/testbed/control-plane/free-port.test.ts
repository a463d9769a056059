import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { freePort } from '../../../testbed/control-plane/free-port'

describe('a free port', () => {
  it('is another one each time', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort))
    assert.equal(new Set(ports).size, 20)
  })

  it('is none that a connection may take meanwhile', async function () {
    if (process.platform !== 'linux') this.skip()
    const first = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10)
    if (first < 30_000) this.skip()
    assert.ok((await freePort()) < first)
  })

  it('can be listened on', async () => {
    const server = createServer()
    const port = await freePort()
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    server.close()
  })
})
