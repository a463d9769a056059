import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Any object of the toy kinds, as loosely as a test needs it. */
export interface ToyObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly resourceVersion: string
    readonly generation?: number
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: ReadonlyArray<Readonly<Record<string, unknown>>>
  }
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

type ToyMap = Readonly<Record<string, Readonly<Record<string, ToyObject>>>>

/** Union of the requests to sync hooks (of composites and decorators) and to customize hooks. */
export interface HookRequest {
  readonly controller: ToyObject
  readonly parent: ToyObject
  readonly object: ToyObject
  readonly children: ToyMap
  readonly attachments: ToyMap
  readonly related: ToyMap
  readonly finalizing: boolean
}

export interface HookReply {
  readonly code?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; text as it is. */
  readonly body: unknown
}

export interface HookRecord {
  readonly request: HookRequest
  /** When the call came and when its answer was sent, in milliseconds. */
  readonly at: number
  answeredAt: number
}

export type Hook = (request: HookRequest, calls: number) => HookReply | Promise<HookReply>

export interface ToyHooks {
  /** Serves `hook` under a new path and answers with its URL and the calls so far. */
  readonly serve: (hook: Hook) => { readonly url: string; readonly calls: ReadonlyArray<HookRecord> }
  readonly stop: () => Promise<void>
}

export const startToyHooks = async (): Promise<ToyHooks> => {
  const hooks = new Map<string, { readonly hook: Hook; readonly calls: HookRecord[] }>()
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const served = hooks.get(incoming.url ?? '')
    if (served === undefined) return outgoing.writeHead(404).end()
    const request = JSON.parse(Buffer.concat(chunks).toString('utf8')) as HookRequest
    const record = { request, at: Date.now(), answeredAt: Number.POSITIVE_INFINITY }
    served.calls.push(record)
    const { code = 200, headers = {}, body } = await served.hook(request, served.calls.length)
    record.answeredAt = Date.now()
    outgoing.writeHead(code, { 'content-type': 'application/json', ...headers })
    return outgoing.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  // Longer than the 90 s for which Go keeps an idle connection.
  server.keepAliveTimeout = 120_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    serve: hook => {
      const path = `/hook-${hooks.size}`
      const calls: HookRecord[] = []
      hooks.set(path, { hook, calls })
      return { url: `http://127.0.0.1:${port}${path}`, calls }
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
