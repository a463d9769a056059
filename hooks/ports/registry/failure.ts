import type { FailedLookup, LookupFailure } from '../registry'
import type { BrokenAnswer } from './exchange'
import type { Attempted } from './wording'
import { named, whose } from './wording'

/** Only what we know ourselves is told: what a registry says could repeat the credentials that it was sent. */
const failed = (reason: LookupFailure, message: string, retryAfterSeconds?: number): FailedLookup => ({
  outcome: 'failed',
  reason,
  message,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
})

export const timedOut = ({ endpoint }: Attempted, seconds: number): FailedLookup =>
  failed(
    'RegistryTimeout',
    `${endpoint.host} did not answer within ${seconds} s: check that it works and what is on the way to it`,
  )

export const crowded = ({ endpoint }: Attempted): FailedLookup =>
  failed(
    'RegistryTimeout',
    `${endpoint.host} has not answered earlier lookups yet: check that it works and what is on the way to it`,
  )

/** `what` completes "what it has as IMAGE cannot be used:". */
export const unusable = (attempted: Attempted, what: string): FailedLookup => {
  const short = what.replace(/\s+/g, ' ').slice(0, 200)
  const { host } = attempted.endpoint
  return failed('InvalidManifest', `what ${host} has as ${named(attempted)} cannot be used: ${short}; push it again`)
}

const MEGA = 1_000_000

const broken = (attempted: Attempted, { what }: BrokenAnswer): FailedLookup => {
  switch (what) {
    case 'too large':
      return unusable(attempted, `its manifest or configuration is larger than ${attempted.limitBytes / MEGA} MB`)
    case 'compressed':
      return unusable(attempted, 'the registry compresses it, which was not asked for')
    case 'cut off':
      return failed('RegistryError', `${attempted.endpoint.host} ended its answer half-way: look at its logs`)
  }
}

type Headers = Readonly<Record<string, unknown>>

const DAY_SECONDS = 86_400

/** RFC 9110 §10.2.3: seconds, or a time. */
const retryAfter = ({ 'retry-after': value }: Headers): number | undefined => {
  if (typeof value !== 'string') return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), DAY_SECONDS) : undefined
}

const refusedLogin = (attempted: Attempted): FailedLookup => {
  const { endpoint, account } = attempted
  const text =
    account === undefined
      ? `${endpoint.host} shows ${named(attempted)} to nobody without credentials (401): name a pull secret in ` +
        `spec.pullSecretRef that has an entry for ${endpoint.host}`
      : `${endpoint.host} does not let ${whose(attempted)} pull ${named(attempted)} (401): check that they are right, ` +
        'not expired, and may pull it'
  return failed('Unauthorized', text)
}

const byStatus = (attempted: Attempted, status: number, headers: Headers): FailedLookup => {
  const { host } = attempted.endpoint
  const wait = retryAfter(headers)
  switch (status) {
    case 401:
      return refusedLogin(attempted)
    case 403:
      return failed(
        'Unauthorized',
        `${host} forbids ${whose(attempted)} to pull ${named(attempted)} (403): grant it there`,
      )
    case 404:
      return failed(
        'ImageNotFound',
        `${host} has no ${named(attempted)} (404): check spec.image.ref; some registries say so of private images, too`,
      )
    case 429:
      return failed(
        'RateLimited',
        `${host} wants to be asked less often (429): use credentials or a longer spec.image.pollIntervalSeconds`,
        wait,
      )
    default: {
      const next = status >= 500 ? 'look at its logs' : 'check that it is a registry, and spec.image.ref'
      return failed('RegistryError', `${host} answers with HTTP status ${status}: ${next}`, wait)
    }
  }
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is unknown: check spec.image.ref and DNS',
  EAI_AGAIN: 'its name could not be looked up: check DNS',
  ECONNREFUSED: 'it refuses connections: check that it runs, and the port in spec.image.ref',
  ECONNRESET: 'the connection was cut: check that it works and what is on the way to it',
  EHOSTUNREACH: 'there is no way to it: check the network and its policies',
  ENETUNREACH: 'there is no way to it: check the network and its policies',
  ETIMEDOUT: 'it does not accept connections: check the network and its policies',
  ERR_INVALID_URL: 'that is no host and port: check spec.image.ref',
  EPIPE: 'the connection was cut: check that it works and what is on the way to it',
}

/** What OpenSSL and Node say of a chain that ends at nobody they know. */
const UNKNOWN_ISSUER = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/
const CERTIFICATE = /^CERT_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT/

const certificate = ({ endpoint, trust }: Attempted, code: string): FailedLookup => {
  const { host } = endpoint
  const known = trust.problem === undefined ? '' : `; ${trust.problem}`
  const text = UNKNOWN_ISSUER.test(code)
    ? `the certificate of ${host} is signed by nobody known (${code}): add its CA to ca.crt of ConfigMap bootc-registries (REGISTRY_CA_FILE)${known}`
    : `the certificate of ${host} is not valid (${code}): renew it for this name`
  return failed('CertificateInvalid', text)
}

const byCode = (attempted: Attempted, code: string): FailedLookup | undefined => {
  const { host } = attempted.endpoint
  if (CERTIFICATE.test(code)) return certificate(attempted, code)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    const next = 'add it to `insecure` of ConfigMap bootc-registries (INSECURE_REGISTRIES) if it is to be asked without'
    return failed('RegistryUnreachable', `${host} does not speak TLS as expected: ${next}`)
  }
  const why = UNREACHABLE[code]
  return why === undefined ? undefined : failed('RegistryUnreachable', `${host} cannot be reached, ${why} (${code})`)
}

interface Thrown {
  readonly kind?: unknown
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly headers?: Headers
}

const isRefusal = ({ name, message }: Thrown): boolean =>
  name === 'AuthenticationError' || (typeof message === 'string' && message.startsWith('Refusing to connect'))

/** Which failure an error of an exchange is. */
export const failureOf = (attempted: Attempted, error: unknown): FailedLookup => {
  const thrown: Thrown = typeof error === 'object' && error !== null ? error : {}
  if (thrown.kind === 'broken-answer') return broken(attempted, error as BrokenAnswer)
  if (typeof thrown.statusCode === 'number') return byStatus(attempted, thrown.statusCode, thrown.headers ?? {})
  const { host } = attempted.endpoint
  if (isRefusal(thrown)) {
    const text = 'sends us to another host, for the log-in or the content, that it has no business with'
    return failed('RegistryRefused', `${host} ${text}: let it answer under its own name`)
  }
  const known = typeof thrown.code === 'string' ? byCode(attempted, thrown.code) : undefined
  return (
    known ?? failed('RegistryError', `${host} answers in a way that is not understood: check that it is a registry`)
  )
}
