import * as E from 'fp-ts/Either'
import { type AddressKind, addressKind } from '../http/address-kind'
import { type HttpCall, type Reply, send } from '../http/send'
import { isRedirect, redirectOf } from './redirect'
import type { RequestProblem } from './request-problem'
import type { Session } from './session'

/** An answer of any status, and who gave it at last. */
export interface RegistryAnswer extends Reply {
  readonly at: URL
}

export type RequestOutcome = E.Either<RequestProblem, RegistryAnswer>
export type RequestParts = Pick<HttpCall, 'method' | 'headers' | 'body'>

/** The requests of one lookup. None rejects. */
export interface Requests {
  /** One request; a redirect is its answer. */
  readonly once: (url: URL, wish: RequestParts, limitBytes: number) => Promise<RequestOutcome>
  /** Follows redirects; `login` is left behind as soon as one leads to another origin. */
  readonly follow: (url: URL, wish: RequestParts, limitBytes: number, login?: string) => Promise<RequestOutcome>
  /** Whether that is the registry itself. */
  readonly isHome: (url: URL) => boolean
}

const MOST_REDIRECTS = 5

/** What reaches no further in than the registry itself: it must not send us to services that only we can reach. */
const within =
  (own: AddressKind) =>
  (address: string): boolean => {
    const kind = addressKind(address)
    return kind === 'public' || kind === own
  }

export const requestsOf = ({ home, endpoint, agents, logins, signal }: Session): Requests => {
  /** How far the registry's own address reaches, once it has answered. */
  let own: AddressKind = 'public'
  const isHome = (url: URL): boolean => url.origin === home.origin

  const once: Requests['once'] = async (url, wish, limitBytes) => {
    const mayReach = isHome(url) || logins.allows(endpoint.host, url.host) ? undefined : within(own)
    const reply = await send({ ...wish, url, agents, mayReach, limitBytes, signal })
    if (E.isLeft(reply)) return E.left({ kind: 'fault', at: url, fault: reply.left })
    if (isHome(url)) own = addressKind(reply.right.address)
    return E.right({ ...reply.right, at: url })
  }

  const follow: Requests['follow'] = async (start, wish, limitBytes, login) => {
    let url = start
    let carried = login
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const headers = { ...wish.headers, ...(carried && { authorization: carried }) }
      const reply = await once(url, { ...wish, headers }, limitBytes)
      const location = E.isRight(reply) && isRedirect(reply.right.status) ? reply.right.headers.location : undefined
      if (location === undefined) return reply
      const next = redirectOf(url, location)
      if (E.isLeft(next)) return E.left({ kind: 'redirect', at: url, why: next.left })
      if (next.right.origin !== url.origin) carried = undefined
      url = next.right
    }
    return E.left({ kind: 'redirect', at: url, why: 'too-many' })
  }

  return { once, follow, isHome }
}
