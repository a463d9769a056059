import * as E from 'fp-ts/Either'
import type { Challenge } from './challenges'
import { isKnownLogin } from './logins'
import type { RequestProblem, WrongRealm } from './request-problem'
import type { RequestOutcome, Requests } from './requests'
import type { Session } from './session'
import { tokenIn } from './token-answer'

const TOKEN_BYTES = 1_000_000
const CLIENT_ID = 'bootc-operator'

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** Only the registry itself, and a host known to log in for it, is asked, and given the account. */
const serviceAt = ({ home, endpoint, logins }: Session, realm: string): E.Either<WrongRealm, URL> => {
  if (!URL.canParse(realm, home.href)) return E.left('no-address')
  const url = new URL(realm, home)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return E.left('no-address')
  if (url.username !== '' || url.password !== '') return E.left('no-address')
  if (url.protocol === 'http:' && home.protocol === 'https:') return E.left('without-tls')
  const isAllowed = isKnownLogin(endpoint.host, url.host) || logins.allows(endpoint.host, url.host)
  return url.origin === home.origin || isAllowed ? E.right(url) : E.left('elsewhere')
}

/** Distribution's docs/spec/auth/token.md, and of an identity token docs/spec/auth/oauth.md. */
const askForToken = (
  { account }: Session,
  { once, follow }: Requests,
  url: URL,
  about: Readonly<Record<string, string>>,
): Promise<RequestOutcome> => {
  if (account?.identityToken !== undefined) {
    const grant = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: account.identityToken }
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
    return once(
      url,
      { method: 'POST', headers, body: new URLSearchParams({ ...grant, ...about }).toString() },
      TOKEN_BYTES,
    )
  }
  const whole = new URL(url)
  for (const [name, value] of Object.entries(about)) whole.searchParams.append(name, value)
  const login = account && basic(account.username, account.password)
  return follow(whole, { method: 'GET', headers: { accept: 'application/json' } }, TOKEN_BYTES, login)
}

export interface TokenWish {
  readonly parameters: Challenge['parameters']
  /** Whether the challenge was for no repository, so that its scope says nothing. */
  readonly isGeneral: boolean
}

/** The answer to a challenge for tokens, as an Authorization header. */
export const bearer = async (
  session: Session,
  requests: Requests,
  { parameters, isGeneral }: TokenWish,
): Promise<E.Either<RequestProblem, string>> => {
  const realm = parameters.get('realm') ?? ''
  const url = serviceAt(session, realm)
  if (E.isLeft(url)) return E.left({ kind: 'realm', realm, why: url.left })
  const pull = `repository:${session.endpoint.repository}:pull`
  const scope = isGeneral ? pull : (parameters.get('scope') ?? pull)
  const service = parameters.get('service')
  const answer = await askForToken(session, requests, url.right, { ...(service && { service }), scope })
  if (E.isLeft(answer)) return answer
  const { status, headers, body, at } = answer.right
  if (at.origin !== url.right.origin) return E.left({ kind: 'realm', realm: at.href, why: 'elsewhere' })
  if (status !== 200) return E.left({ kind: 'token-refused', at, status, headers })
  const token = tokenIn(body)
  return token === undefined ? E.left({ kind: 'no-token', at }) : E.right(`Bearer ${token}`)
}
