import { request as httpRequest, type RequestOptions } from 'node:http'
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { CONNECTING } from '../http/connecting'

/** How long a proxy may take to open its tunnel, in milliseconds. */
const TUNNEL_MS = 30_000

/**
 * The `proxy-url` of a kubeconfig's cluster. Throws an Error that says what it may be: client-go takes socks5 too, which
 * Node has not.
 */
export const proxyUrlOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url
  const said = url === undefined ? 'is no URL' : `begins with ${url.protocol}//`
  throw new Error(`proxy-url of the kubeconfig ${said}: it must be http://HOST:PORT or https://HOST:PORT`)
}

/** Without the password that may be in it. */
const nameOf = ({ protocol, host }: URL): string => `the proxy ${protocol}//${host} (proxy-url of the kubeconfig)`

const authorization = ({ username, password }: URL): Record<string, string> =>
  username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      }

/** A socket to `target` (host:port) through the proxy, by the method CONNECT (RFC 9110, section 9.3.6). */
const tunnelTo = (proxy: URL, target: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${nameOf(proxy)} ${why}`))
    const options: RequestOptions = {
      ...CONNECTING,
      agent: false,
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      path: target,
      headers: { host: target, ...authorization(proxy) },
    }
    const asked = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)(options)
    asked.setTimeout(TUNNEL_MS, () => asked.destroy(new Error(`no answer within ${TUNNEL_MS / 1000} s`)))
    asked.once('error', error => fail(`cannot be reached: ${error.message}`))
    // Any other answer than 2xx comes here too, since the method was CONNECT.
    asked.once('connect', ({ statusCode = 0, statusMessage }, socket) => {
      asked.setTimeout(0)
      if (statusCode >= 200 && statusCode < 300) return resolve(socket)
      socket.destroy()
      fail(`refuses the way to ${target}: ${statusCode} ${statusMessage}`)
    })
    asked.end()
  })

type Connected = (error: Error | null, socket?: Socket) => void

/** What makes another agent with connections of its own, for each that goes through a proxy. */
const alone = new WeakMap<object, () => Agent>()

/** An agent whose connections go through a proxy. */
export const tunnellingAgent = (proxy: URL, options: AgentOptions): Agent => {
  const createConnection = (to: RequestOptions & { readonly servername?: string }, connected: Connected): undefined => {
    const host = to.host ?? ''
    tunnelTo(proxy, `${host.includes(':') ? `[${host}]` : host}:${to.port}`)
      .then(socket => connected(null, tlsConnect({ ...options, host, servername: to.servername, socket })))
      .catch(error => connected(error as Error))
  }
  const agent = Object.assign(new Agent(options), { createConnection })
  alone.set(agent, () => tunnellingAgent(proxy, { ...options, keepAlive: false }))
  return agent
}

/** In place of an agent that calls share, one for a single call: `false` is Node's own. */
export const unshared = (agent: RequestOptions['agent']): Agent | false =>
  (typeof agent === 'object' ? alone.get(agent)?.() : undefined) ?? false
