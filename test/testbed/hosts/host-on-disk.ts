import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleSimulatedHost } from '../../../testbed/hosts/bundle'
import { type CreateHost, createHost } from '../../../testbed/hosts/create-host'
import { type HostLayout, layoutOf } from '../../../testbed/hosts/layout'
import { type Registry, writeRegistry } from '../../../testbed/hosts/registry'
import { runHostCommand } from '../../../testbed/hosts/run-host-command'
import { readSettings } from '../../../testbed/hosts/settings'

export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface HostOnDisk {
  readonly layout: HostLayout
  readonly registryFile: string
  /** Runs a command line in this process; words in single quotes stay together. */
  readonly run: (commandLine: string) => Promise<Ran>
  readonly status: () => Promise<string>
  readonly remove: () => void
}

const words = (commandLine: string): ReadonlyArray<string> =>
  [...commandLine.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

/** A new host in a folder of its own. `script` is needed only by tests that start real processes. */
export const hostOnDisk = async (
  registry: Registry,
  image: string,
  given: Partial<CreateHost> = {},
): Promise<HostOnDisk> => {
  const dir = mkdtempSync(join(tmpdir(), 'simulated-host-'))
  const registryFile = join(dir, 'registry.json')
  writeRegistry(registryFile, registry)
  const layout = layoutOf(join(dir, 'host'))
  const made = { dir: layout.dir, name: 'n1', registry: registryFile, image, script: 'none', stageSeconds: 0 }
  await createHost({ ...made, ...given })
  const run = async (commandLine: string): Promise<Ran> => {
    const text = { stdout: '', stderr: '' }
    const context = {
      layout,
      settings: readSettings(layout),
      variables: {},
      out: (words: string) => {
        text.stdout += words
      },
      err: (words: string) => {
        text.stderr += words
      },
    }
    const exitCode = await runHostCommand(context, words(commandLine), name => `sh: 1: ${name}: not found\n`)
    return { exitCode, ...text }
  }
  return {
    layout,
    registryFile,
    run,
    status: async () => (await run('bootc status --json --format-version=1')).stdout,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

let bundled: string | undefined

/** The executables' script, bundled once per test run. */
export const bundledScript = (): string => {
  if (bundled === undefined) {
    const dir = mkdtempSync(join(tmpdir(), 'simulated-host-bundle-'))
    process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
    bundled = bundleSimulatedHost(join(dir, 'simulated-host.js'))
  }
  return bundled
}
