import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DAYS, KEY, openssl } from '../registry/certificates'

export interface ClientCertificate {
  readonly certFile: string
  readonly keyFile: string
}

/** An authority that an API server trusts with the names of users (`--client-ca-file`). */
export interface ClientAuthority {
  readonly caFile: string
  /** As a kubelet's: user `system:node:<node>`, group `system:nodes` (Kubernetes docs, Using Node Authorization). */
  readonly kubeletCertificate: (node: string) => Promise<ClientCertificate>
}

/** Makes a fresh authority in the folder. Rejects without openssl 3. */
export const createClientAuthority = async (folder: string): Promise<ClientAuthority> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (name: string): string => join(folder, name)
  const caFile = file('client-ca.crt')
  const caKey = file('client-ca.key')
  const self = ['-x509', '-days', DAYS, '-subj', '/CN=authority of kubelets', '-keyout', caKey, '-out', caFile]
  await openssl(['req', ...KEY, ...self])
  return {
    caFile,
    kubeletCertificate: async node => {
      const [certFile, keyFile, request] = [file(`${node}.crt`), file(`${node}.key`), file(`${node}.csr`)]
      const subject = `/O=system:nodes/CN=system:node:${node}`
      await openssl(['req', ...KEY, '-subj', subject, '-keyout', keyFile, '-out', request])
      const signed = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', DAYS]
      await openssl(['x509', '-req', '-in', request, ...signed, '-out', certFile])
      return { certFile, keyFile }
    },
  }
}
