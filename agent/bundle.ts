import type { Plugin } from 'esbuild'

/**
 * What KubeConfig imports but an agent never uses, with the names it imports: other clouds' log-ins, proxies, node-fetch,
 * and the generated API, whose models are most of the package.
 */
const UNUSED: Readonly<Record<string, ReadonlyArray<string>>> = {
  './azure_auth.js': ['AzureAuth'],
  './gcp_auth.js': ['GoogleCloudPlatformAuth'],
  './oidc_auth.js': ['OpenIDConnectAuth'],
  './exec_auth.js': ['ExecAuth'],
  './gen/index.js': ['createConfiguration', 'ServerConfiguration'],
  'node-fetch': ['Headers'],
  'socks-proxy-agent': ['SocksProxyAgent'],
  hpagent: ['HttpProxyAgent', 'HttpsProxyAgent'],
}

/** KubeConfig asks each log-in whether a user is its own, and calls nothing else of these. */
const stubOf = (names: ReadonlyArray<string>): string =>
  names.map(name => `export class ${name} { isAuthProvider() { return false } }`).join('\n')

/** Bundles KubeConfig alone out of client-node: the whole package costs 49 MB of memory per node. */
export const agentBundle = (): Plugin => ({
  name: 'agent-bundle',
  setup: build => {
    build.onResolve({ filter: /^@kubernetes\/client-node$/ }, async ({ resolveDir }) => {
      const found = await build.resolve('@kubernetes/client-node/dist/config.js', {
        kind: 'import-statement',
        resolveDir,
      })
      return { path: found.path }
    })
    build.onResolve({ filter: /./ }, ({ path, importer }) =>
      importer.includes('@kubernetes/client-node/') && UNUSED[path] !== undefined
        ? { path, namespace: 'unused' }
        : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({
      contents: stubOf(UNUSED[path] ?? []),
      loader: 'js',
    }))
  },
})
