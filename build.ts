import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { agentBundle } from './agent/bundle'
import { pageBundle } from './cli/dashboard/page-parts'
import { installedBundle } from './install/bundle'

/** Another folder as argument leaves dist/ as it is. */
const outdir = process.argv[2] ?? 'dist'

/** Bundles: a bundle starts faster than its sources and needs a third of the memory. */
const common: BuildOptions = {
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // node-fetch asks for the punycode of Node, which newer releases warn about at every start; it depends on this one too.
  alias: { punycode: 'punycode/punycode.js' },
  logLevel: 'warning',
}

/** The processes of the product, and those of its test bench. */
const entries = {
  hooks: 'hooks/main.ts',
  metacontroller: 'testbed/metacontroller/main.ts',
  'simulated-host': 'testbed/hosts/host-command.ts',
  'machine-host': 'e2e/nodes/qemu/guest/host/main.ts',
  // The codec of `bootc status --json` alone, for other projects: nothing of Kubernetes is in it.
  'bootc-status': 'agent/bootc/status.ts',
}

const run = async (): Promise<void> => {
  await build({ ...common, entryPoints: entries, plugins: [installedBundle()] })
  // A plugin of kubectl: found on the PATH by its name, started by its first line.
  const shebang = { js: '#!/usr/bin/env node' }
  await build({
    ...common,
    entryPoints: { 'kubectl-bootc': 'cli/main.ts' },
    banner: shebang,
    plugins: [installedBundle(), pageBundle()],
    minify: true,
  })
  chmodSync(join(outdir, 'kubectl-bootc.js'), 0o755)
  // Runs on every node, so its own memory counts: less source text, less of it resident.
  await build({ ...common, entryPoints: { agent: 'agent/main.ts' }, plugins: [agentBundle()], minify: true })
}

run().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
