import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { parseImageReference } from '../../../../hooks/api/image'
import type { FailedLookup, FoundImage } from '../../../../hooks/ports/registry'
import { dockerRegistry, type RegistryOptions } from '../../../../hooks/ports/registry/docker-registry'
import { serving } from '../../../../testbed/registry/scripted-registry'
import { type Pushable, tinyImage } from '../../../../testbed/registry/tiny-image'
import { SECRET, withRegistry } from './ask'

/** What a client is given for the account, and what it shows then. */
export const TOKEN = 'a-token'
export const ACCOUNT = `Basic ${Buffer.from(`puller:${SECRET}`).toString('base64')}`

/** One request of a client, and what is there to answer it. */
export interface Turn {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Path and query. */
  readonly path: string
  /** `host:port` as the client named us. */
  readonly host: string
  readonly port: number
  readonly authorization: string
  /** Answers as a registry does that asks for nothing. */
  readonly serve: () => void
  readonly refuse: (status: number, challenge?: string) => void
}

export interface Play {
  readonly answer: (turn: Turn) => void
  readonly image?: Pushable
  /** The name under which it is asked for; it leads here, as `localhost` does. */
  readonly name?: string
  /** By the `host:port` of the registry; an account for it without this, and none with undefined in its place. */
  readonly secret?: (host: string) => object | undefined
  readonly options?: (host: string, port: string) => Partial<RegistryOptions>
}

export interface Played {
  readonly found: FoundImage | FailedLookup
  /** `METHOD host path authorization`, with `-` in place of none. */
  readonly log: ReadonlyArray<string>
  readonly host: string
}

/** Looks a tag up, `HOST/team/os:stable`, in a registry that answers so. */
export const play = async ({
  answer,
  image = tinyImage(),
  name = '127.0.0.1',
  secret,
  options,
}: Play): Promise<Played> => {
  const log: string[] = []
  const listener: RequestListener = (request, response) => {
    const { url: path = '', headers, method } = request
    const { host = '', authorization = '' } = headers
    log.push(`${method} ${host} ${path} ${authorization || '-'}`)
    const refuse: Turn['refuse'] = (status, challenge) =>
      void response.writeHead(status, challenge === undefined ? {} : { 'www-authenticate': challenge }).end('{}')
    const port = request.socket.localPort ?? 0
    answer({
      request,
      response,
      path,
      host,
      port,
      authorization,
      serve: () => serving(image)(request, response),
      refuse,
    })
  }
  return withRegistry(listener, async ({ host: address }) => {
    const port = address.replace(/.*:/, '')
    const host = `${name}:${port}`
    const reference = parseImageReference(`${host}/team/os:stable`)
    if (reference === undefined) throw new Error(`${host} is no registry`)
    const registry = dockerRegistry({ insecure: [host], timeoutMs: 240_000, ...options?.(host, port) })
    const config = secret === undefined ? { [host]: { username: 'puller', password: SECRET } } : secret(host)
    const found = await registry.lookup(reference, config && { auths: config as Record<string, object> })
    return { found, log, host }
  })
}

/** Plays the token service at `/token`, which knows the account; whether it answered. */
export const tokenService = ({ path, authorization, response }: Turn): boolean => {
  if (!path.startsWith('/token')) return false
  const isKnown = authorization === ACCOUNT
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isKnown ? { token: TOKEN } : {}))
  return true
}

/** As the distribution's docs/spec/auth/token.md has it. */
export const usual = (realm: string): string => `Bearer realm="${realm}",service="reg",scope="repository:team/os:pull"`

/** A registry that serves who has a token, and tells others so. */
export const withTokens =
  (challenge: (turn: Turn) => string): Play['answer'] =>
  turn => {
    if (tokenService(turn)) return
    if (turn.authorization === `Bearer ${TOKEN}`) turn.serve()
    else turn.refuse(401, challenge(turn))
  }
