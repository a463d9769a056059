import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BuildOptions, build } from 'esbuild'
import { agentBundle } from './agent/bundle'
import { cliBundle } from './cli/bundle'
import { KUBECTL_COMPLETE } from './cli/completion/scripts'
import { installedBundle } from './install/bundle'
import { NODE_BUNDLE } from './install/node-bundle'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cli: { type: 'boolean', default: false } },
})

/** Another folder as argument leaves dist/ as it is. */
const outdir = positionals[0] ?? 'dist'

const common: BuildOptions = { ...NODE_BUNDLE, outdir }

/** The processes of the product, and those of its test bench. */
const entries = {
  hooks: 'hooks/main.ts',
  metacontroller: 'testbed/metacontroller/main.ts',
  'simulated-host': 'testbed/hosts/host-command.ts',
  'machine-host': 'e2e/nodes/qemu/guest/host/main.ts',
}

/** `--cli`: besides, the command line as one file that needs no Node. */
const singleFile = async (): Promise<void> => {
  // Only who asks for it needs what makes it.
  const { buildSingleFile } = await import('./cli/single-file.js')
  const file = join(outdir, 'kubectl-bootc')
  await buildSingleFile({ file })
  console.log(`wrote ${file}, ${Math.round(statSync(file).size / 1e6)} MB, with Node ${process.version}`)
}

const run = async (): Promise<void> => {
  await build({ ...common, entryPoints: entries, plugins: [installedBundle()] })
  await build({ ...cliBundle(), outdir })
  chmodSync(join(outdir, 'kubectl-bootc.js'), 0o755)
  writeFileSync(join(outdir, 'kubectl_complete-bootc'), KUBECTL_COMPLETE, { mode: 0o755 })
  // Runs on every node, so its own memory counts: less source text, less of it resident.
  await build({ ...common, entryPoints: { agent: 'agent/main.ts' }, plugins: [agentBundle()], minify: true })
  if (values.cli) await singleFile()
}

run().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
