import { createServer } from 'node:http'
import { connect } from 'node:net'
import { joinSockets } from '../../../testbed/control-plane/join-sockets'

/** Leads the API server to kubelets: `ADDRESS:PORT` of the machines' network → a port of 127.0.0.1. */
export interface KubeletProxy {
  readonly socket: string
  readonly lead: (address: string, port: number) => void
  readonly close: () => void
}

/** An HTTP CONNECT proxy at a Unix socket, as the API server's egress selector wants one. Knows no way but those told. */
export const startKubeletProxy = async (socket: string): Promise<KubeletProxy> => {
  const ways = new Map<string, number>()
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', ({ url = '' }, client, head) => {
    const port = ways.get(url)
    if (port === undefined) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const established = 'HTTP/1.1 200 Connection established\r\n\r\n'
    const target = connect(port, '127.0.0.1', () => client.write(established))
    target.write(head)
    joinSockets(target, client)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve))
  server.unref()
  return {
    socket,
    lead: (address, port) => ways.set(address, port),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
