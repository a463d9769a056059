import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { installedBy } from './installed'

const MANIFESTS = join(__dirname, '..', 'manifests')

/** Builds what this version's manifests say into the hook server, so that the two can never differ. */
export const installedBundle = (): Plugin => ({
  name: 'installed-bundle',
  setup: build => {
    build.onResolve({ filter: /^virtual:installed$/ }, ({ path }) => ({ path, namespace: 'installed' }))
    build.onLoad({ filter: /./, namespace: 'installed' }, () => ({
      contents: `export const installed = ${JSON.stringify(installedBy(MANIFESTS))}`,
      loader: 'js',
    }))
  },
})
