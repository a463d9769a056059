import type { Fault } from '../http/send'
import type { FailedLookup } from '../registry'
import { failed, unusable, whoAnswered } from './failed'
import type { RequestProblem } from './request-problem'
import type { Attempted } from './session'
import { setting } from './wording'

const MEGA = 1_000_000

const broken = (attempted: Attempted, at: URL, what: 'too large' | 'compressed' | 'cut off'): FailedLookup => {
  const who = whoAnswered(attempted, at)
  switch (what) {
    case 'too large':
      return unusable(attempted, `its manifest or configuration is larger than ${attempted.limitBytes / MEGA} MB`)
    case 'compressed':
      return failed(
        'RegistryError',
        `${who} compresses its answer, which was not asked for: check what is on the way to it`,
      )
    case 'cut off':
      return failed('RegistryError', `${who} ended its answer half-way: look at its logs`)
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

/** What OpenSSL and Node say of a chain that ends at no certificate they trust. */
const UNKNOWN_ISSUER = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/
const CERTIFICATE = /^CERT_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT/

const certificate = ({ trust }: Attempted, host: string, code: string): FailedLookup => {
  const known = trust.problem === undefined ? '' : `; ${trust.problem}`
  const text = UNKNOWN_ISSUER.test(code)
    ? `the certificate of ${host} is signed by nobody known (${code}): add its CA to ca.crt of ConfigMap bootc-registries (REGISTRY_CA_FILE)${known}`
    : `the certificate of ${host} is not valid (${code}): renew it for this name`
  return failed('CertificateInvalid', text)
}

const withoutAnswer = (attempted: Attempted, at: URL, code: string): FailedLookup => {
  const host = whoAnswered(attempted, at)
  if (CERTIFICATE.test(code)) return certificate(attempted, host, code)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    const next = `add it to ${setting('insecure', 'INSECURE_REGISTRIES')} if it is to be asked without`
    return failed('RegistryUnreachable', `${host} does not speak TLS as expected: ${next}`)
  }
  const why = UNREACHABLE[code]
  return why === undefined
    ? failed('RegistryError', `${host} answers in a way that is not understood: check that it is a registry`)
    : failed('RegistryUnreachable', `${host} cannot be reached, ${why} (${code})`)
}

export const byFault = (attempted: Attempted, at: URL, fault: Fault): FailedLookup => {
  switch (fault.kind) {
    case 'no-answer':
      return withoutAnswer(attempted, at, fault.code)
    case 'broken-answer':
      return broken(attempted, at, fault.what)
    case 'kept-away': {
      const text = `${attempted.endpoint.host} sends us to ${at.host}, an internal address that it has no business with`
      return failed('RegistryRefused', `${text}: let it answer under its own name`)
    }
  }
}

type Redirect = Extract<RequestProblem, { readonly kind: 'redirect' }>

export const byRedirect = ({ endpoint: { host } }: Attempted, { at, why }: Redirect): FailedLookup => {
  switch (why) {
    case 'without-tls':
      return failed(
        'RegistryRefused',
        `${host} sends us from ${at.host} to an address without TLS: let it redirect to https`,
      )
    case 'no-address':
      return failed('RegistryRefused', `${host} sends us to what is no address of the web: look at its configuration`)
    case 'too-many':
      return failed(
        'RegistryError',
        `${host} redirects again and again (HTTP status 307 or the like): look at its configuration`,
      )
  }
}
