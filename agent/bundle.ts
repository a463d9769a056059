import type { Plugin } from 'esbuild'
import { GENERATED_API, kubeConfigBundle, type Unused } from '../install/kube-config-bundle'

/** Besides, an agent has a token file: it needs no log-in of other clouds, no proxy and no node-fetch. */
const UNUSED: Unused = {
  ...GENERATED_API,
  './azure_auth.js': ['AzureAuth'],
  './gcp_auth.js': ['GoogleCloudPlatformAuth'],
  './oidc_auth.js': ['OpenIDConnectAuth'],
  './exec_auth.js': ['ExecAuth'],
  'node-fetch': ['Headers'],
  'socks-proxy-agent': ['SocksProxyAgent'],
  hpagent: ['HttpProxyAgent', 'HttpsProxyAgent'],
}

export const agentBundle = (): Plugin => kubeConfigBundle(UNUSED)
