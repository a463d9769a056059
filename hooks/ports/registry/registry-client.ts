import * as E from 'fp-ts/Either'
import { logIn } from './log-in'
import { type RequestOutcome, requestsOf } from './requests'
import type { Session } from './session'

export interface RegistryClient {
  /** One request below the repository, with the log-in that the registry asks for; Right is a success. Never rejects. */
  readonly ask: (method: 'GET' | 'HEAD', path: string, accept: string) => Promise<RequestOutcome>
}

/** Refusals that an account might change: registries that hide what is private say 403 or 404. */
const REFUSALS: ReadonlyArray<number> = [401, 403, 404]

/**
 * The client of one registry for the length of one lookup: it logs in once, and shows the account, or a token for it, to
 * the registry's own origin and to its token service alone.
 */
export const registryClient = (session: Session): RegistryClient => {
  const { home, endpoint, account, limitBytes } = session
  const requests = requestsOf(session)
  let authorization: string | undefined

  const request = (method: 'GET' | 'HEAD', path: string, accept: string): Promise<RequestOutcome> =>
    requests.follow(new URL(`/v2/${path}`, home), { method, headers: { accept } }, limitBytes, authorization)

  const mayLogIn = (status: number): boolean =>
    authorization === undefined && (status === 401 || (account !== undefined && REFUSALS.includes(status)))

  const judged = (reply: RequestOutcome): RequestOutcome => {
    if (E.isLeft(reply) || reply.right.status === 200) return reply
    const { at, status, headers } = reply.right
    const isShown = account !== undefined && authorization !== undefined && requests.isHome(at)
    return E.left({ kind: 'status', at, status, headers, isShown })
  }

  return {
    ask: async (method, path, accept) => {
      const below = `${endpoint.repository}/${path}`
      const reply = await request(method, below, accept)
      if (E.isLeft(reply) || !mayLogIn(reply.right.status)) return judged(reply)
      const login = await logIn(session, requests, reply.right, () => request('GET', '', 'application/json'))
      if (login === undefined) return judged(reply)
      if (E.isLeft(login)) return login
      authorization = login.right
      return judged(await request(method, below, accept))
    },
  }
}
