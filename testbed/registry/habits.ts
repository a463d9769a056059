import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestRegistry } from './start-registry'

/** How other registries differ from Debian's. */
export interface Habits {
  /** How to log in is told at `/v2/` alone; elsewhere there is nothing for who is not logged in (containerd#3291). */
  readonly challengeAtPingOnly?: boolean
  /** `bearer` with its parameters in another order, which mean the same (RFC 9110 11.6.1). */
  readonly oddChallenge?: boolean
  /** One logs in under another name of the machine, as at GitLab beside its registry. */
  readonly realmElsewhere?: boolean
  /** Content is fetched from another host, which knows no accounts, as from the stores of clouds. */
  readonly contentElsewhere?: boolean
}

export interface HabitsProxy {
  /** `127.0.0.1:port`. */
  readonly host: string
  /** The other name of the same proxy. */
  readonly otherHost: string
  /** `METHOD host path` of every request, with `+login` where it carried one. */
  readonly requests: () => ReadonlyArray<string>
  readonly stop: () => void
}

const OTHER_NAME = 'localhost'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Asks the registry, or its token service, as the client asked. */
const forward = (
  ca: string,
  target: string,
  { method, headers }: IncomingMessage,
  more: object = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { host: _host, connection: _connection, ...rest } = headers
    const request = httpsRequest(target, { method, headers: { ...rest, ...more }, ca }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 502, headers: response.headers, body: Buffer.concat(chunks) })
      })
    })
    request.on('error', reject)
    request.end()
  })

const answer = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const { connection: _connection, 'transfer-encoding': _coding, ...rest } = headers
  response.writeHead(status, rest).end(body)
}

const reordered = (challenge: string): string => {
  const [scheme = '', parameters = ''] = challenge.split(/ (.*)/s)
  return `${scheme.toLowerCase()}  ${parameters.split(',').reverse().join(' , ')}`
}

/** Plays the habits of other registries before a registry with TLS and tokens. It lives no longer than this process. */
export const startHabitsProxy = async (registry: TestRegistry, habits: Habits): Promise<HabitsProxy> => {
  const { certFile, keyFile, caFile } = registry.certificate
  const ca = readFileSync(caFile, 'utf8')
  const requests: string[] = []
  /** What the store elsewhere fetches content with. */
  let token = ''

  const handle = async (request: IncomingMessage, response: ServerResponse, port: number): Promise<void> => {
    const { url = '', headers, method } = request
    const { host = '', authorization } = headers
    requests.push(`${method} ${host} ${url}${authorization === undefined ? '' : ' +login'}`)
    if (url.startsWith('/token')) {
      const given = await forward(ca, `${registry.realm}${url.slice('/token'.length)}`, request)
      answer(response, given)
      return
    }
    if (host.startsWith(OTHER_NAME)) {
      answer(response, await forward(ca, `${registry.url}${url}`, request, { authorization: token }))
      return
    }
    const told = await forward(ca, `${registry.url}${url}`, request)
    if (told.status === 200 && habits.contentElsewhere === true && url.includes('/blobs/')) {
      token = authorization ?? ''
      response.writeHead(307, { location: `https://${OTHER_NAME}:${port}${url}` }).end()
      return
    }
    const { 'www-authenticate': challenge, ...rest } = told.headers
    if (told.status !== 401 || challenge === undefined) {
      answer(response, told)
      return
    }
    if (habits.challengeAtPingOnly === true && url !== '/v2/') {
      answer(response, { ...told, status: 404, headers: rest })
      return
    }
    const realm = `https://${habits.realmElsewhere === true ? OTHER_NAME : '127.0.0.1'}:${port}/token`
    const here = challenge.replace(/realm="[^"]*"/, `realm="${realm}"`)
    const spelled = habits.oddChallenge === true ? reordered(here) : here
    answer(response, { ...told, headers: { ...rest, 'www-authenticate': spelled } })
  }

  const listener: RequestListener = (request, response) => {
    const { port } = server.address() as AddressInfo
    handle(request, response, port).catch(() => response.writeHead(502).end())
  }
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    otherHost: `${OTHER_NAME}:${port}`,
    requests: () => requests,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
