import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { KubeConfig } from '@kubernetes/client-node'
import type { RawUpdate } from '../../../agent/cluster/update-calls'
import { orderIdIn } from '../../../agent/order'
import { withKeepAlive } from '../../../hooks/ports/api/keep-alive'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from './loopback-certificate'
import { specWith } from './spec-with'

type Fields = Readonly<Record<string, unknown>>

export interface FakeApi {
  readonly url: string
  readonly kubeConfig: (token?: string) => KubeConfig
  /** The text of a kubeconfig for it, with a token file. */
  readonly kubeconfigText: (tokenFile: string) => string
  /** Creates the object or writes its next order, as the rollout does. */
  readonly order: (name: string, order: Fields) => void
  readonly remove: (name: string) => void
  readonly get: (name: string) => RawUpdate | undefined
  /** `METHOD path?query` of each request so far. */
  readonly requests: ReadonlyArray<string>
  /** Every status that was stored so far. */
  readonly statuses: ReadonlyArray<NonNullable<RawUpdate['status']>>
  /** Bodies of the patches so far. */
  readonly patches: ReadonlyArray<Fields>
  /** Called before a request is answered; may change the world first. An answer is sent instead of the usual one. */
  readonly intercept: (
    hook:
      | ((method: string, url: URL, authorization: string) => { status: number; body: unknown } | undefined)
      | undefined,
  ) => void
  /** How many watches are open. */
  readonly watching: () => number
  /** Ends all watches, cleanly or as a broken connection. */
  readonly endWatches: (how: 'end' | 'destroy') => void
  /** Sends a line to all watches. */
  readonly send: (line: unknown) => void
  readonly stop: () => Promise<void>
}

const merge = (target: unknown, patch: unknown): unknown => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merge(result[key], value)
  }
  return result
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** As much of an API server as an agent needs: one collection, over TLS, on a free port of 127.0.0.1. */
export const startFakeApi = async (): Promise<FakeApi> => {
  const objects = new Map<string, RawUpdate>()
  const watches = new Set<ServerResponse>()
  const sockets = new Set<Duplex>()
  const requests: string[] = []
  const patches: Fields[] = []
  const statuses: Array<NonNullable<RawUpdate['status']>> = []
  const events: Array<{ readonly type: string; readonly object: RawUpdate }> = []
  let version = 100
  let hook: Parameters<FakeApi['intercept']>[0]

  const send = (line: unknown): void => {
    for (const watch of watches) watch.write(`${JSON.stringify(line)}\n`)
  }
  const store = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: RawUpdate): RawUpdate => {
    version += 1
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    if (type === 'DELETED') objects.delete(object.metadata.name)
    else objects.set(object.metadata.name, stored)
    const event = { type, object: stored }
    events.push(event)
    send(event)
    return stored
  }
  const reply = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const refuse = (response: ServerResponse, status: number, reason: string): void =>
    reply(response, status, {
      kind: 'Status',
      status: 'Failure',
      code: status,
      reason,
      message: `${reason} by the fake`,
    })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'https://fake')
    requests.push(`${request.method} ${url.pathname}${url.search}`)
    const text = await bodyOf(request)
    const instead = hook?.(request.method ?? '', url, request.headers.authorization ?? '')
    if (instead !== undefined) return reply(response, instead.status, instead.body)
    const [, name = ''] = /\/bootcnodeupdates\/([^/]+)/.exec(url.pathname) ?? []
    if (url.searchParams.get('watch') === '1') {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      watches.add(response)
      // What changed since the list that the watch goes on from.
      const from = Number(url.searchParams.get('resourceVersion') ?? version)
      for (const event of events) {
        if (Number(event.object.metadata.resourceVersion) > from) response.write(`${JSON.stringify(event)}\n`)
      }
      response.on('close', () => watches.delete(response))
      return
    }
    if (name === '') {
      return reply(response, 200, { metadata: { resourceVersion: String(version) }, items: [...objects.values()] })
    }
    const object = objects.get(name)
    if (object === undefined) return refuse(response, 404, 'NotFound')
    if (request.method === 'GET') return reply(response, 200, object)
    const patch = JSON.parse(text) as { status?: Fields; metadata?: { resourceVersion?: string } }
    const only = patch.metadata?.resourceVersion
    if (only !== undefined && only !== object.metadata.resourceVersion) return refuse(response, 409, 'Conflict')
    patches.push(patch)
    const status = merge(object.status, patch.status) as NonNullable<RawUpdate['status']>
    if (JSON.stringify(status) === JSON.stringify(object.status)) return reply(response, 200, object)
    statuses.push(status)
    reply(response, 200, store('MODIFIED', { ...object, status }))
  }

  const server = createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cluster = { name: 'fake', server: url, caData: Buffer.from(LOOPBACK_CERTIFICATE).toString('base64') }

  return {
    url,
    kubeConfig: (token = 'token') => {
      const config = new KubeConfig()
      config.loadFromClusterAndUser({ ...cluster, skipTLSVerify: false }, { name: 'agent', token })
      return withKeepAlive(config)
    },
    kubeconfigText: tokenFile =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'fake',
        clusters: [{ name: 'fake', cluster: { server: url, 'certificate-authority-data': cluster.caData } }],
        users: [{ name: 'agent', user: { tokenFile } }],
        contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'agent' } }],
      }),
    order: (name, order) => {
      const old = objects.get(name)
      const metadata = { ...old?.metadata, name, uid: `uid-of-${name}`, resourceVersion: '' }
      const spec = specWith(order, (orderIdIn(old) ?? 0) + 1)
      store(old === undefined ? 'ADDED' : 'MODIFIED', { ...old, metadata, spec })
    },
    remove: name => {
      const old = objects.get(name)
      if (old !== undefined) store('DELETED', old)
    },
    get: name => objects.get(name),
    requests,
    patches,
    statuses,
    intercept: next => {
      hook = next
    },
    watching: () => watches.size,
    endWatches: how => {
      for (const watch of watches) how === 'end' ? watch.end() : watch.destroy()
    },
    send,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
