import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { agentBundle } from './agent/bundle'
import { cliBundle } from './cli/bundle'
import { KUBECTL_COMPLETE } from './cli/completion/scripts'
import { installedBundle } from './install/bundle'
import { NODE_BUNDLE } from './install/node-bundle'

/** Another folder as argument leaves dist/ as it is. */
const outdir = process.argv[2] ?? 'dist'

const common: BuildOptions = { ...NODE_BUNDLE, outdir }

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
  await build({ ...cliBundle(), outdir })
  chmodSync(join(outdir, 'kubectl-bootc.js'), 0o755)
  writeFileSync(join(outdir, 'kubectl_complete-bootc'), KUBECTL_COMPLETE, { mode: 0o755 })
  // Runs on every node, so its own memory counts: less source text, less of it resident.
  await build({ ...common, entryPoints: { agent: 'agent/main.ts' }, plugins: [agentBundle()], minify: true })
}

run().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
