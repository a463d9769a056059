import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'

/** Which certificates are believed. */
export interface Trust {
  /** Absent where it is as Node brings it, with NODE_EXTRA_CA_CERTS. */
  readonly secureContext?: SecureContext
  /** Why the certificates that were to be added are not there. */
  readonly problem?: string
}

const withBundle = (bundle: string): Trust => {
  try {
    // OpenSSL passes over what it cannot read.
    new X509Certificate(bundle)
    // Made once: to read all these certificates takes longer than a lookup.
    return { secureContext: createSecureContext({ ca: [...rootCertificates, bundle] }) }
  } catch {
    return { problem: 'REGISTRY_CA_FILE holds no PEM certificate' }
  }
}

/**
 * Which certificates are believed now. The file is read each time, since the kubelet exchanges mounted ConfigMaps in
 * place; it is prepared again only when it changed.
 */
export const trustOf = (caFile: string | undefined): (() => Promise<Trust>) => {
  if (caFile === undefined) return async () => ({})
  let last: { readonly bundle: string; readonly trust: Trust } | undefined
  return async () => {
    const bundle = await readFile(caFile, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (typeof bundle !== 'string') return { problem: `REGISTRY_CA_FILE cannot be read (${bundle.code})` }
    if (last?.bundle !== bundle) last = { bundle, trust: withBundle(bundle) }
    return last.trust
  }
}
