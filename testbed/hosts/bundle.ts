import { buildSync } from 'esbuild'

/** Source of the bundle, relative to the top of the repository. */
export const SIMULATED_HOST_ENTRY = 'testbed/hosts/host-command.ts'

/** One file without dependencies: it starts about as fast as node does. */
export const bundleSimulatedHost = (outfile: string): string => {
  buildSync({
    entryPoints: [SIMULATED_HOST_ENTRY],
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'warning',
  })
  return outfile
}
