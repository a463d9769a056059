import * as E from 'fp-ts/Either'
import { type AddressKind, addressKind } from '../http/address-kind'
import { type HttpCall, type Reply, send } from '../http/send'
import { type Challenge, parseChallenges } from './challenges'
import { isKnownLogin } from './logins'
import { isRedirect, redirectOf } from './redirect'
import type { Session } from './session'
import { tokenIn } from './token-answer'
import type { Trouble, WrongRealm } from './trouble'

/** An answer with success, and who gave it at last. */
export interface RegistryAnswer extends Reply {
  readonly at: URL
}

export interface RegistryClient {
  /** One request below the repository, with the log-in that the registry asks for. Never rejects. */
  readonly ask: (method: 'GET' | 'HEAD', path: string, accept: string) => Promise<E.Either<Trouble, RegistryAnswer>>
}

type Wish = Pick<HttpCall, 'method' | 'headers' | 'body'>

const MOST_REDIRECTS = 5
const TOKEN_BYTES = 1_000_000
const CLIENT_ID = 'bootc-operator'
/** Refusals that an account might change: registries that hide what is private say 403 or 404. */
const REFUSALS: ReadonlyArray<number> = [401, 403, 404]

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** What reaches no further in than the registry itself: it must not send us to services that only we can reach. */
const within =
  (own: AddressKind) =>
  (address: string): boolean => {
    const kind = addressKind(address)
    return kind === 'public' || kind === own
  }

const asked = (reply: Reply): ReadonlyArray<Challenge> =>
  parseChallenges(String(reply.headers['www-authenticate'] ?? ''))

/**
 * The client of one registry for the length of one lookup: it logs in once, and shows the account, or a token for it, to
 * the registry's own origin and to its token service alone.
 */
export const registryClient = (session: Session): RegistryClient => {
  const { home, endpoint, account, agents, logins, limitBytes, signal } = session
  let authorization: string | undefined
  let isShown = false
  /** How far the registry's own address reaches, once it has answered. */
  let own: AddressKind = 'public'

  const isHome = (url: URL): boolean => url.origin === home.origin

  const exchange = async (url: URL, wish: Wish, limit: number): Promise<E.Either<Trouble, RegistryAnswer>> => {
    const mayReach = isHome(url) || logins.allows(endpoint.host, url.host) ? undefined : within(own)
    const reply = await send({ ...wish, url, agents, mayReach, limitBytes: limit, signal })
    if (E.isLeft(reply)) return E.left({ kind: 'fault', at: url, fault: reply.left })
    if (isHome(url)) own = addressKind(reply.right.address)
    return E.right({ ...reply.right, at: url })
  }

  /** Follows redirects; what logs in is left behind as soon as one leads to another origin. */
  const follow = async (
    start: URL,
    wish: Wish,
    login: string | undefined,
    limit: number,
  ): Promise<E.Either<Trouble, RegistryAnswer>> => {
    let url = start
    let carried = login
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const headers = { ...wish.headers, ...(carried && { authorization: carried }) }
      const reply = await exchange(url, { ...wish, headers }, limit)
      const location = E.isRight(reply) && isRedirect(reply.right.status) ? reply.right.headers.location : undefined
      if (location === undefined) return reply
      const next = redirectOf(url, location)
      if (E.isLeft(next)) return E.left({ kind: 'redirect', at: url, why: next.left })
      if (next.right.origin !== url.origin) carried = undefined
      url = next.right
    }
    return E.left({ kind: 'redirect', at: url, why: 'too-many' })
  }

  const request = (method: 'GET' | 'HEAD', path: string, accept: string) =>
    follow(new URL(`/v2/${path}`, home), { method, headers: { accept } }, authorization, limitBytes)

  /** Where a token is to be had; nobody but the registry itself, and who is known to log in for it, is given the account. */
  const tokenService = (realm: string): E.Either<WrongRealm, URL> => {
    if (!URL.canParse(realm, home.href)) return E.left('no-address')
    const url = new URL(realm, home)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return E.left('no-address')
    if (url.username !== '' || url.password !== '') return E.left('no-address')
    if (url.protocol === 'http:' && home.protocol === 'https:') return E.left('without-tls')
    const isAllowed = isKnownLogin(endpoint.host, url.host) || logins.allows(endpoint.host, url.host)
    return isHome(url) || isAllowed ? E.right(url) : E.left('elsewhere')
  }

  /** Distribution's docs/spec/auth/token.md, and of an identity token docs/spec/auth/oauth.md. */
  const askForToken = (url: URL, service: string | undefined, scope: string) => {
    const about = { ...(service && { service }), scope }
    if (account?.identityToken !== undefined) {
      const grant = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: account.identityToken }
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
      const body = new URLSearchParams({ ...grant, ...about }).toString()
      return exchange(url, { method: 'POST', headers, body }, TOKEN_BYTES)
    }
    const whole = new URL(url)
    for (const [name, value] of Object.entries(about)) whole.searchParams.append(name, value)
    const login = account && basic(account.username, account.password)
    return follow(whole, { method: 'GET', headers: { accept: 'application/json' } }, login, TOKEN_BYTES)
  }

  const bearer = async (
    parameters: Challenge['parameters'],
    isGeneral: boolean,
  ): Promise<E.Either<Trouble, string>> => {
    const realm = parameters.get('realm') ?? ''
    const url = tokenService(realm)
    if (E.isLeft(url)) return E.left({ kind: 'realm', realm, why: url.left })
    const pull = `repository:${endpoint.repository}:pull`
    const scope = isGeneral ? pull : (parameters.get('scope') ?? pull)
    isShown = account !== undefined
    const answer = await askForToken(url.right, parameters.get('service'), scope)
    if (E.isLeft(answer)) return answer
    const { status, headers, body, at } = answer.right
    if (at.origin !== url.right.origin) return E.left({ kind: 'realm', realm: at.href, why: 'elsewhere' })
    if (status !== 200) return E.left({ kind: 'token-refused', at, status, headers })
    const token = tokenIn(body)
    return token === undefined ? E.left({ kind: 'no-token', at }) : E.right(`Bearer ${token}`)
  }

  /** The answer to challenges; undefined when there is none that we could give. */
  const answerTo = async (
    challenges: ReadonlyArray<Challenge>,
    isGeneral: boolean,
  ): Promise<E.Either<Trouble, string> | undefined> => {
    const token = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
    if (token !== undefined) return bearer(token.parameters, isGeneral)
    if (account === undefined || !challenges.some(({ scheme }) => scheme === 'basic')) return undefined
    if (account.password === '' && account.identityToken !== undefined) {
      return E.left({ kind: 'identity-token-unusable' })
    }
    isShown = true
    return E.right(basic(account.username, account.password))
  }

  /** How to log in is told by the refusal itself, or else, to who has an account, at `/v2/`. */
  const logIn = async (refusal: RegistryAnswer): Promise<E.Either<Trouble, string> | undefined> => {
    const direct = isHome(refusal.at) ? await answerTo(asked(refusal), false) : undefined
    if (direct !== undefined || account === undefined || !isHome(refusal.at)) return direct
    const general = await request('GET', '', 'application/json')
    if (E.isLeft(general)) return general
    return isHome(general.right.at) ? answerTo(asked(general.right), true) : undefined
  }

  const mayLogIn = ({ status }: Reply): boolean =>
    authorization === undefined && (status === 401 || (account !== undefined && REFUSALS.includes(status)))

  const judged = (reply: E.Either<Trouble, RegistryAnswer>): E.Either<Trouble, RegistryAnswer> => {
    if (E.isLeft(reply) || reply.right.status === 200) return reply
    const { at, status, headers } = reply.right
    return E.left({
      kind: 'status',
      at,
      status,
      headers,
      isShown: isShown && authorization !== undefined && isHome(at),
    })
  }

  return {
    ask: async (method, path, accept) => {
      const below = `${endpoint.repository}/${path}`
      const reply = await request(method, below, accept)
      if (E.isLeft(reply) || !mayLogIn(reply.right)) return judged(reply)
      const login = await logIn(reply.right)
      if (login === undefined) return judged(reply)
      if (E.isLeft(login)) return login
      authorization = login.right
      return judged(await request(method, below, accept))
    },
  }
}
