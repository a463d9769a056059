import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { stringify } from 'yaml'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../agent/support/loopback-certificate'
import type { Objects } from './fake-api'

interface Stored {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string }
}

/** As much of an API server as the command line needs, over TLS, on a free port of 127.0.0.1. */
export interface FakeServer {
  readonly url: string
  /** The text of a kubeconfig for it; `change` is laid over its only user. */
  readonly kubeconfig: (user?: object) => string
  /** From now on it holds these objects; watches get what changed. */
  readonly hold: (objects: Objects) => void
  /** Method, path and headers of each request so far. */
  readonly requests: ReadonlyArray<{
    readonly call: string
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
  }>
  /** Answers nothing any more, and breaks what is open. */
  readonly stop: () => Promise<void>
}

const isCollection = (held: Objects[string] | undefined): held is ReadonlyArray<Stored> => Array.isArray(held)

export const startFakeServer = async (first: Objects): Promise<FakeServer> => {
  const requests: Array<FakeServer['requests'][number]> = []
  const watches = new Map<ServerResponse, string>()
  const sockets = new Set<Duplex>()
  let version = 100
  let objects: Objects = {}

  const versioned = (object: Stored): Stored => ({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(version) },
  })
  const tell = (path: string, type: string, object: Stored): void => {
    for (const [watch, of] of watches) {
      if (of === path) watch.write(`${JSON.stringify({ type, object: versioned(object) })}\n`)
    }
  }
  const hold = (next: Objects): void => {
    const before = objects
    objects = next
    for (const [path, items] of Object.entries(next)) {
      const old = before[path]
      if (!isCollection(items) || !isCollection(old)) continue
      for (const item of items) {
        version += 1
        tell(path, 'MODIFIED', item)
      }
      const names = items.map(({ metadata }) => metadata.name)
      for (const item of old.filter(({ metadata }) => !names.includes(metadata.name))) tell(path, 'DELETED', item)
    }
  }
  const find = (path: string): unknown => {
    const own = objects[path]
    if (own !== undefined && !isCollection(own)) return own
    const [, collection = '', name = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? []
    const items = objects[collection]
    return isCollection(items) ? items.find(({ metadata }) => metadata.name === name) : undefined
  }
  const reply = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  const server = createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://fake')
    requests.push({ call: `${request.method} ${request.url}`, headers: request.headers })
    request.resume()
    const items = objects[pathname]
    if (isCollection(items) && searchParams.get('watch') === '1') {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      watches.set(response, pathname)
      response.on('close', () => watches.delete(response))
      // What changed since it was listed: everything, since this server remembers no history.
      if (Number(searchParams.get('resourceVersion')) < version) {
        for (const item of items) response.write(`${JSON.stringify({ type: 'MODIFIED', object: versioned(item) })}\n`)
      }
      return
    }
    if (isCollection(items)) {
      reply(response, 200, { metadata: { resourceVersion: String(version) }, items: items.map(versioned) })
      return
    }
    const object = find(pathname)
    if (typeof object === 'string') response.writeHead(200, { 'content-type': 'text/plain' }).end(object)
    else if (object !== undefined) reply(response, 200, object)
    else reply(response, 404, { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found by the fake' })
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  hold(first)

  return {
    url,
    kubeconfig: (user = { token: 'an-admin' }) =>
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'blue',
        clusters: [
          {
            name: 'blue-cluster',
            cluster: {
              server: url,
              'certificate-authority-data': Buffer.from(LOOPBACK_CERTIFICATE).toString('base64'),
            },
          },
        ],
        users: [{ name: 'admin', user }],
        contexts: [{ name: 'blue', context: { cluster: 'blue-cluster', user: 'admin' } }],
      }),
    hold,
    requests,
    stop: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
