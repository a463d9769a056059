import type { FailedLookup } from '../registry'
import { byFault, byRedirect } from './connection-failure'
import { failed, whoAnswered } from './failed'
import { byRealm, byTokenService, passwordInstead } from './login-failure'
import type { RequestProblem } from './request-problem'
import type { Attempted } from './session'
import { byStatus } from './status-failure'

export const timedOut = ({ endpoint }: Attempted, seconds: number): FailedLookup =>
  failed(
    'RegistryTimeout',
    `${endpoint.host} did not answer within ${seconds} s: check that it works and what is on the way to it`,
  )

export const overloaded = ({ endpoint }: Attempted): FailedLookup =>
  failed(
    'RegistryTimeout',
    `${endpoint.host} has not answered earlier lookups yet: check that it works and what is on the way to it`,
  )

export const noAddress = ({ endpoint }: Attempted): FailedLookup =>
  failed('RegistryUnreachable', `${endpoint.host} cannot be reached, that is no host and port: check spec.image.ref`)

/** An answer with success that no registry gives. `what` completes "HOST answers with". */
export const noRegistry = (attempted: Attempted, at: URL, what: string): FailedLookup =>
  failed(
    'NotARegistry',
    `${whoAnswered(attempted, at)} answers with ${what}, which is no answer of a registry: check spec.image.ref, and ` +
      'whether a log-in page, a proxy or a parked domain answers under that name',
  )

/** Which failure it is that a request got no success. */
export const failedLookupOf = (attempted: Attempted, problem: RequestProblem): FailedLookup => {
  const { endpoint } = attempted
  switch (problem.kind) {
    case 'fault':
      return byFault(attempted, problem.at, problem.fault)
    case 'status':
      return byStatus(attempted, problem)
    case 'redirect':
      return byRedirect(attempted, problem)
    case 'realm':
      return byRealm(attempted, problem)
    case 'token-refused':
      return byTokenService(attempted, problem)
    case 'no-token':
      return failed(
        'NotARegistry',
        `${problem.at.host} was asked for a token to log in to ${endpoint.host} and answers with none: check what answers there`,
      )
    case 'identity-token-unusable':
      return failed(
        'Unauthorized',
        `${endpoint.host} takes names and passwords only (Basic): ${passwordInstead(attempted)}`,
      )
  }
}
