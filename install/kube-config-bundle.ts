import type { Plugin } from 'esbuild'

/** What a program never uses of what KubeConfig imports: modules, with the names that are imported from them. */
export type Unused = Readonly<Record<string, ReadonlyArray<string>>>

/** The generated API, whose models are most of the package; calls go through hooks/ports/api instead. */
export const GENERATED_API: Unused = { './gen/index.js': ['createConfiguration', 'ServerConfiguration'] }

/** KubeConfig asks each log-in whether a user is its own, and calls nothing else of these. */
const stubOf = (names: ReadonlyArray<string>): string =>
  names.map(name => `export class ${name} { isAuthProvider() { return false } }`).join('\n')

/** Bundles KubeConfig alone out of client-node, without what is unused: the whole package costs 49 MB of memory. */
export const kubeConfigBundle = (unused: Unused): Plugin => ({
  name: 'kube-config-bundle',
  setup: build => {
    build.onResolve({ filter: /^@kubernetes\/client-node$/ }, async ({ resolveDir }) => {
      const found = await build.resolve('@kubernetes/client-node/dist/config.js', {
        kind: 'import-statement',
        resolveDir,
      })
      return { path: found.path }
    })
    build.onResolve({ filter: /./ }, ({ path, importer }) =>
      importer.includes('@kubernetes/client-node/') && unused[path] !== undefined
        ? { path, namespace: 'unused' }
        : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({
      contents: stubOf(unused[path] ?? []),
      loader: 'js',
    }))
  },
})
