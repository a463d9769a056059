import type { Fault } from '../http/send'

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not accept connections',
  ERR_INVALID_URL: 'its url has no host or port that can be',
}

/** What OpenSSL and Node say of certificates. */
const CERTIFICATE = /^CERT_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT/
const NO_TLS = /^EPROTO$|^ERR_SSL/

const withoutAnswer = (code: string): string => {
  if (CERTIFICATE.test(code)) return `its certificate is not trusted (${code}): ca.crt of a Secret names who signs it`
  if (NO_TLS.test(code)) return `it does not speak TLS as expected (${code})`
  return `${UNREACHABLE[code] ?? 'it does not answer as a web server does'} (${code})`
}

/** A clause about what is at the url; of the server's own words nothing is in it. */
export const whyUnanswered = (fault: Fault): string => {
  switch (fault.kind) {
    case 'kept-away':
      return 'its address is loopback, link-local or none that a server can have, where the operator asks nobody'
    case 'broken-answer':
      return {
        'too large': 'its answer is longer than 1 MiB: let the query return less',
        compressed: 'it compresses its answer, which was not asked for',
        'cut off': 'it ended its answer half-way',
      }[fault.what]
    case 'no-answer':
      return withoutAnswer(fault.code)
  }
}
