import type { BuildOptions } from 'esbuild'
import { installedBundle } from '../install/bundle'
import { GENERATED_API, kubeConfigBundle } from '../install/kube-config-bundle'
import { NODE_BUNDLE } from '../install/node-bundle'
import { pageBundle } from './dashboard/page-parts'

/** node-fetch looks for a package that is not there, which Node warns of in a single file. */
const UNUSED = { ...GENERATED_API, 'node-fetch': ['Headers'] }

/** The command line as one file; the first line makes it a plugin that kubectl starts. */
export const cliBundle = (): BuildOptions => ({
  ...NODE_BUNDLE,
  entryPoints: { 'kubectl-bootc': 'cli/main.ts' },
  banner: { js: '#!/usr/bin/env node' },
  plugins: [installedBundle(), pageBundle(), kubeConfigBundle(UNUSED)],
  minify: true,
})
