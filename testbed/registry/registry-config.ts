import type { ServerCertificate } from './certificates'
import { TOKEN_ISSUER, TOKEN_SERVICE } from './token-server'

export type RegistryLogin =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly passwordFile: string }
  | { readonly kind: 'token'; readonly realm: string; readonly certificate: ServerCertificate }

export interface RegistryConfig {
  readonly folder: string
  readonly address: string
  readonly tls: ServerCertificate | undefined
  readonly login: RegistryLogin
}

const authOf = (login: RegistryLogin): object => {
  switch (login.kind) {
    case 'none':
      return {}
    case 'basic':
      return { auth: { htpasswd: { realm: 'test', path: login.passwordFile } } }
    case 'token': {
      const { realm, certificate } = login
      const token = { realm, service: TOKEN_SERVICE, issuer: TOKEN_ISSUER, rootcertbundle: certificate.caFile }
      return { auth: { token } }
    }
  }
}

/** The registry's own configuration file, of which YAML takes the JSON form (distribution, docs/configuration.md). */
export const registryConfig = ({ folder, address, tls, login }: RegistryConfig): string =>
  JSON.stringify({
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: address, ...(tls && { tls: { certificate: tls.certFile, key: tls.keyFile } }) },
    ...authOf(login),
  })
