import { lastLines, runProgram } from '../tools/run-program'
import { installedSkopeo } from './skopeo'

/** Registries on this machine speak plain HTTP, as container engines assume too. */
const isLocal = (destination: string): boolean =>
  /^docker:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/]/.test(destination)

export interface PushOptions {
  readonly log: (line: string) => void
  /** The registry speaks HTTP, or its certificate is not to be looked at. Registries on this machine need no word. */
  readonly plainHttp?: boolean
}

/**
 * Copies an image to where skopeo can: `docker://registry/name:tag`, `docker-daemon:name:tag`, `oci-archive:file:tag`, …
 * The digest stays. Log-ins are skopeo's own business (`skopeo login`).
 */
export const pushImage = async (folder: string, destination: string, options: PushOptions): Promise<void> => {
  const skopeo = await installedSkopeo(options.log)
  const isPlain = options.plainHttp === true || isLocal(destination)
  // The policy says whose images this machine trusts; this one was just made here.
  const { code, stderr } = await runProgram(skopeo, [
    ...['--insecure-policy', 'copy', '--quiet'],
    ...(isPlain ? ['--dest-tls-verify=false'] : []),
    ...(destination.startsWith('docker-daemon:') ? [] : ['--preserve-digests']),
    `oci:${folder}`,
    destination,
  ])
  if (code !== 0) throw new Error(`copying ${folder} to ${destination} failed: ${lastLines(stderr, 3)}`)
}
