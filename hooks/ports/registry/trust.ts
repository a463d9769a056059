import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'

export interface Trust {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  /** Why the certificates that were to be added are not there. */
  readonly problem?: string
}

const http = new HttpAgent()
/** As Node brings it, with NODE_EXTRA_CA_CERTS. */
const plain: Trust = { http, https: new HttpsAgent() }

const withBundle = (bundle: string): Trust => {
  try {
    // OpenSSL passes over what it cannot read.
    new X509Certificate(bundle)
    // Made once: to read all these certificates takes longer than a lookup.
    const secureContext = createSecureContext({ ca: [...rootCertificates, bundle] })
    return { http, https: new HttpsAgent({ secureContext }) }
  } catch {
    return { ...plain, problem: 'REGISTRY_CA_FILE holds no PEM certificate' }
  }
}

/**
 * Which certificates are believed now. The file is read anew each time, since the kubelet exchanges mounted ConfigMaps in
 * place; connections are prepared again only when it changed.
 */
export const trustOf = (caFile: string | undefined): (() => Promise<Trust>) => {
  if (caFile === undefined) return async () => plain
  let last: { readonly bundle: string; readonly trust: Trust } | undefined
  return async () => {
    const bundle = await readFile(caFile, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (typeof bundle !== 'string') return { ...plain, problem: `REGISTRY_CA_FILE cannot be read (${bundle.code})` }
    if (last?.bundle !== bundle) last = { bundle, trust: withBundle(bundle) }
    return last.trust
  }
}
