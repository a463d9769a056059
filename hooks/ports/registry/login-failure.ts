import type { FailedLookup } from '../registry'
import { failed, retryAfter } from './failed'
import type { RequestProblem } from './request-problem'
import type { Attempted } from './session'
import { repositoryAndReference, setting, short, whatIsMissing, whatToCheck, whose } from './wording'

export const passwordInstead = ({ account }: Attempted): string =>
  `the entry of the pull secret for "${account?.key ?? ''}" has an identity token alone; put a name and a password there`

/** Host and port of where a log-in was to be, as far as that can be read. */
const hostIn = (realm: string, base: string | undefined): string =>
  URL.canParse(realm, base) ? new URL(realm, base).host : ''

type Realm = Extract<RequestProblem, { readonly kind: 'realm' }>

export const byRealm = ({ endpoint, logins }: Attempted, { realm, why }: Realm): FailedLookup => {
  const { host, origin } = endpoint
  const login = short(hostIn(realm, origin))
  const problem = logins.problem === undefined ? '' : `; ${logins.problem}`
  switch (why) {
    case 'elsewhere': {
      const next = `if that is right, add ${host}=${login} to ${setting('logins', 'REGISTRY_LOGINS_FILE')}`
      return failed(
        'RegistryRefused',
        `${host} sends us to another host or port to log in, ${login}: ${next}${problem}`,
      )
    }
    case 'without-tls':
      return failed(
        'RegistryRefused',
        `${host} sends us to log in without TLS, at ${login}: let its realm begin with https`,
      )
    case 'no-address':
      return failed('RegistryRefused', `${host} sends us to log in at what is no address: look at its realm`)
  }
}

type TokenRefused = Extract<RequestProblem, { readonly kind: 'token-refused' }>

/** The token service has the last word on the account, or on those without one. */
export const byTokenService = (attempted: Attempted, { at, status, headers }: TokenRefused): FailedLookup => {
  const { endpoint, account } = attempted
  const where = at.origin === endpoint.origin ? endpoint.host : `${at.host}, which logs in for ${endpoint.host},`
  if (status === 401 || status === 403 || status === 400) {
    const text =
      account === undefined
        ? `${where} lets nobody pull ${repositoryAndReference(attempted)} who is not logged in (${status}): ${whatIsMissing(attempted)}`
        : `${where} does not let ${whose(attempted)} pull ${repositoryAndReference(attempted)} (${status}): ${whatToCheck(attempted)}`
    return failed('Unauthorized', text)
  }
  const wait = retryAfter(headers)
  if (status === 429) return failed('RateLimited', `${where} wants to be asked for tokens less often (429): wait`, wait)
  if (account?.identityToken !== undefined && (status === 404 || status === 405)) {
    return failed('Unauthorized', `${where} takes no identity token (${status}): ${passwordInstead(attempted)}`)
  }
  return failed('RegistryError', `${where} gives no token (HTTP status ${status}): look at its logs`, wait)
}
