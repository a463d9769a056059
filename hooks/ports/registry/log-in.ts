import * as E from 'fp-ts/Either'
import { type Challenge, parseChallenges } from './challenges'
import type { RequestProblem } from './request-problem'
import type { RegistryAnswer, RequestOutcome, Requests } from './requests'
import type { Session } from './session'
import { basic, bearer } from './token-service'

/** An Authorization header; undefined when the registry asks for none that we could give. */
export type LogIn = E.Either<RequestProblem, string> | undefined

const challengesIn = ({ headers }: RegistryAnswer): ReadonlyArray<Challenge> =>
  parseChallenges(String(headers['www-authenticate'] ?? ''))

interface Asked {
  readonly challenges: ReadonlyArray<Challenge>
  readonly isGeneral: boolean
}

const answerTo = async (session: Session, requests: Requests, { challenges, isGeneral }: Asked): Promise<LogIn> => {
  const { account } = session
  const token = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
  if (token !== undefined) return bearer(session, requests, { parameters: token.parameters, isGeneral })
  if (account === undefined || !challenges.some(({ scheme }) => scheme === 'basic')) return undefined
  return account.password === '' && account.identityToken !== undefined
    ? E.left({ kind: 'identity-token-unusable' })
    : E.right(basic(account.username, account.password))
}

/**
 * The refusal itself says how to log in, or else, to who has an account, `/v2/` does, which `ping` asks. Another host
 * that a redirect led to is not answered.
 */
export const logIn = async (
  session: Session,
  requests: Requests,
  refusal: RegistryAnswer,
  ping: () => Promise<RequestOutcome>,
): Promise<LogIn> => {
  if (!requests.isHome(refusal.at)) return undefined
  const direct = await answerTo(session, requests, { challenges: challengesIn(refusal), isGeneral: false })
  if (direct !== undefined || session.account === undefined) return direct
  const general = await ping()
  if (E.isLeft(general)) return general
  if (!requests.isHome(general.right.at)) return undefined
  return answerTo(session, requests, { challenges: challengesIn(general.right), isGeneral: true })
}
