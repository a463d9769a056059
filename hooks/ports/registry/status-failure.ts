import type { FailedLookup } from '../registry'
import { failed, retryAfter } from './failed'
import type { RequestProblem } from './request-problem'
import type { Attempted } from './session'
import { repositoryAndReference, setting, short, whatIsMissing, whatToCheck, whose } from './wording'

type Status = Extract<RequestProblem, { readonly kind: 'status' }>

/** Why an account was not shown that is there. */
const unasked = ({ endpoint, account }: Attempted): string =>
  `the entry of the pull secret for "${account?.key ?? ''}" was not used, as ${endpoint.host} does not say how to log in ` +
  '(WWW-Authenticate with Basic or Bearer, also at /v2/)'

/** 401 and 403, by what was shown. */
const refused = (attempted: Attempted, { status, isShown }: Status): FailedLookup => {
  const { endpoint, account } = attempted
  const image = repositoryAndReference(attempted)
  if (isShown) {
    const text =
      status === 401
        ? `${endpoint.host} does not let ${whose(attempted)} pull ${image} (401): ${whatToCheck(attempted)}`
        : `${endpoint.host} forbids ${whose(attempted)} to pull ${image} (403): grant it there`
    return failed('Unauthorized', text)
  }
  const next =
    account === undefined ? whatIsMissing(attempted) : `${unasked(attempted)}: check what is on the way to it`
  return failed('Unauthorized', `${endpoint.host} shows ${image} to nobody who is not logged in (${status}): ${next}`)
}

const notFound = (attempted: Attempted, { isShown }: Status): FailedLookup => {
  const { endpoint, account, empty } = attempted
  const hidden = 'check spec.image.ref; some registries say so of private images, too'
  const next = isShown
    ? `check spec.image.ref; it was asked with ${whose(attempted)}`
    : account !== undefined
      ? `check spec.image.ref; ${unasked(attempted)}`
      : `${hidden}${empty === undefined ? '' : `, and ${whatIsMissing(attempted)}`}`
  return failed('ImageNotFound', `${endpoint.host} has no ${repositoryAndReference(attempted)} (404): ${next}`)
}

/** Repository and reference that a registry sends us to; most keep both. */
const askedThere = ({ endpoint }: Attempted, { pathname }: URL): string => {
  const [, repository = endpoint.repository, reference = endpoint.reference] =
    /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(pathname) ?? []
  return short(`${repository}${reference.includes(':') ? '@' : ':'}${reference}`)
}

/** What to do where another registry answers, which is the one to be named. */
const writeInstead = (attempted: Attempted, at: URL): string => {
  const { endpoint } = attempted
  const own = new URL(endpoint.origin ?? at.origin)
  if (at.hostname === own.hostname && at.protocol === 'https:' && own.protocol === 'http:') {
    return `take ${endpoint.host} out of ${setting('insecure', 'INSECURE_REGISTRIES')}`
  }
  return `write ${at.host}/${askedThere(attempted, at)} in spec.image.ref, with an entry for ${at.host} in the pull secret`
}

/** An answer of a host that a redirect led to, which knows nothing of us. */
const elsewhere = (attempted: Attempted, { at, status, headers }: Status): FailedLookup => {
  const { host } = attempted.endpoint
  if (status === 401) {
    const text = `${host} sends us to ${at.host}, another registry, which wants its own log-in (401)`
    return failed('RegistryRefused', `${text}: ${writeInstead(attempted, at)}`)
  }
  const text = `${host} sends us to ${at.host}, which answers with HTTP status ${status}`
  return failed('RegistryError', `${text}: check where ${host} keeps its content`, retryAfter(headers))
}

export const byStatus = (attempted: Attempted, problem: Status): FailedLookup => {
  const { host, origin } = attempted.endpoint
  const { status, at, headers } = problem
  const wait = retryAfter(headers)
  if (at.origin !== origin) return elsewhere(attempted, problem)
  switch (status) {
    case 401:
    case 403:
      return refused(attempted, problem)
    case 404:
      return notFound(attempted, problem)
    case 429:
      return failed(
        'RateLimited',
        `${host} wants to be asked less often (429): ${problem.isShown ? 'use' : 'log in, or use'} a longer spec.image.pollIntervalSeconds`,
        wait,
      )
    default: {
      const next = status >= 500 ? 'look at its logs' : 'check that it is a registry, and spec.image.ref'
      return failed('RegistryError', `${host} answers with HTTP status ${status}: ${next}`, wait)
    }
  }
}
