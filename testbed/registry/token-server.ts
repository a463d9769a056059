import { randomBytes, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ServerCertificate } from './certificates'

export const TOKEN_SERVICE = 'test-registry'
export const TOKEN_ISSUER = 'test-token-server'
const TOKEN_SECONDS = 300

export interface TokenServer {
  /** What the registry tells its clients. */
  readonly realm: string
  /** For one repository; how our own pushes log in. */
  readonly tokenFor: (repository: string, actions: ReadonlyArray<string>) => string
  readonly stop: () => void
}

export interface TokenServerOptions {
  readonly bind: string
  readonly certificate: ServerCertificate
  /** Whether it speaks TLS itself. */
  readonly tls: boolean
  /** Whether an Authorization header is a valid log-in; asked anew each time. */
  readonly accepts: (authorization: string) => boolean
}

const base64url = (value: object | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url')

/** A JWT as the distribution's docs/spec/auth/jwt.md wants it, with the certificate that can prove it. */
const signedToken = ({ certFile, keyFile }: ServerCertificate, access: ReadonlyArray<object>): string => {
  const x5c = [new X509Certificate(readFileSync(certFile)).raw.toString('base64')]
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, nbf: now - 60, exp: now + TOKEN_SECONDS }
  const jti = randomBytes(8).toString('hex')
  const claims = { iss: TOKEN_ISSUER, sub: 'puller', aud: TOKEN_SERVICE, jti, access, ...times }
  const text = `${base64url({ typ: 'JWT', alg: 'ES256', x5c })}.${base64url(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key: readFileSync(keyFile, 'utf8'), dsaEncoding: 'ieee-p1363' })
  return `${text}.${base64url(signature)}`
}

const accessTo = (name: string, actions: ReadonlyArray<string>): object => ({ type: 'repository', name, actions })

/** Gives tokens that let who logs in pull anything, and nobody else anything. */
export const startTokenServer = async (options: TokenServerOptions): Promise<TokenServer> => {
  const { bind, certificate, tls, accepts } = options
  const grant = ({ url = '', headers }: IncomingMessage): string | undefined => {
    if (!accepts(headers.authorization ?? '')) return undefined
    const scope = new URL(url, 'http://token').searchParams.get('scope') ?? ''
    const [, name = '', actions = ''] = scope.split(':')
    return signedToken(certificate, [
      accessTo(
        name,
        actions.split(',').filter(action => action === 'pull'),
      ),
    ])
  }
  const listener: RequestListener = (request, response) => {
    const token = grant(request)
    response.writeHead(token === undefined ? 401 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(token === undefined ? { errors: [{ code: 'UNAUTHORIZED' }] } : { token }))
  }
  const keys = { cert: readFileSync(certificate.certFile), key: readFileSync(certificate.keyFile) }
  const server = tls ? createHttpsServer(keys, listener) : createHttpServer(listener)
  await new Promise<void>(resolve => server.listen(0, bind, resolve))
  const { port } = server.address() as AddressInfo
  const host = bind === '0.0.0.0' ? '127.0.0.1' : bind
  return {
    realm: `${tls ? 'https' : 'http'}://${host}:${port}/token`,
    tokenFor: (repository, actions) => signedToken(certificate, [accessTo(repository, actions)]),
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
