import * as E from 'fp-ts/Either'
import type { Secret } from '../../api/secret'
import type { PrometheusQuestion } from '../../ports/prometheus'

/** The type of a Secret that may be used for a gate: one that was made for nothing else. */
export const PROMETHEUS_SECRET_TYPE = 'node.bootc.dev/prometheus'

/** Where Prometheus is, and what it takes to ask there. */
export type PrometheusAccess = Omit<PrometheusQuestion, 'query'>

/** As the CRD has it for `prometheus.url`. */
const URL_FORM = /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/
const TOKEN_FORM = /^[\x21-\x7e]+$/

/** Values of a Secret are base64; files often end with a line break. */
const fieldOf = ({ data }: Secret, key: string): string | undefined => {
  const value = data?.[key]
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8').trim() || undefined
}

const refusal = (name: string, { url, token }: PrometheusAccess): string | undefined => {
  if (url === '') return `Secret ${name} has no url`
  if (!URL_FORM.test(url)) {
    return `url of Secret ${name} is not http(s)://HOST[:PORT][/PATH] without user, query and fragment`
  }
  return token === undefined || TOKEN_FORM.test(token)
    ? undefined
    : `token of Secret ${name} has characters that no token has`
}

/** Left is why a Secret is of no use, without anything that is in it. */
export const prometheusAccess = (
  found: Secret | 'missing' | 'forbidden',
  { namespace, name }: { readonly namespace: string; readonly name: string },
): E.Either<string, PrometheusAccess> => {
  if (found === 'missing') return E.left(`there is no Secret ${name} in ${namespace}`)
  if (found === 'forbidden') return E.left(`the operator may not read Secret ${name} in ${namespace}`)
  if (found.type !== PROMETHEUS_SECRET_TYPE) {
    return E.left(`Secret ${name} in ${namespace} is not of type ${PROMETHEUS_SECRET_TYPE}`)
  }
  const { uid, resourceVersion = '' } = found.metadata
  const access = {
    url: fieldOf(found, 'url') ?? '',
    token: fieldOf(found, 'token'),
    ca: fieldOf(found, 'ca.crt'),
    version: `${uid}/${resourceVersion}`,
  }
  const problem = refusal(name, access)
  return problem === undefined ? E.right(access) : E.left(problem)
}
