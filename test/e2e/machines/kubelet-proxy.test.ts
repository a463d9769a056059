import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KubeletProxy, startKubeletProxy } from '../../../e2e/nodes/qemu/kubelet-proxy'

describe('the proxy to the kubelets', () => {
  let folder = ''
  let proxy: KubeletProxy
  let kubelet: Server
  let port = 0

  const connectTo = (address: string): Promise<{ readonly status: number; readonly socket: Socket }> =>
    new Promise((resolve, reject) => {
      request({ socketPath: proxy.socket, method: 'CONNECT', path: address })
        .once('connect', ({ statusCode = 0 }, socket) => resolve({ status: statusCode, socket: socket as Socket }))
        .once('error', reject)
        .end()
    })

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxy-'))
    proxy = await startKubeletProxy(join(folder, 'sock'))
    kubelet = createServer(client => client.once('data', text => client.end(`kubelet heard ${text}`)))
    await new Promise<void>(resolve => kubelet.listen(0, '127.0.0.1', resolve))
    const address = kubelet.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
    proxy.lead('192.168.77.1:10250', port)
  })
  after(() => {
    proxy.close()
    kubelet.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('leads the address of a machine to the port of this host', async () => {
    const { status, socket } = await connectTo('192.168.77.1:10250')
    assert.equal(status, 200)
    socket.write('hello')
    const [said] = await new Promise<[Buffer]>(resolve => socket.once('data', data => resolve([data])))
    assert.equal(said.toString(), 'kubelet heard hello')
  })

  it('refuses every other address', async () => {
    const { status, socket } = await connectTo(`127.0.0.1:${port}`)
    assert.equal(status, 502)
    socket.destroy()
  })
})
