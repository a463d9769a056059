/** A system that the command line is released for, by the names that Go and krew have. */
export interface Platform {
  readonly os: 'linux' | 'darwin' | 'windows'
  readonly arch: 'amd64' | 'arm64'
}

export const PLATFORMS: ReadonlyArray<Platform> = [
  { os: 'linux', arch: 'amd64' },
  { os: 'linux', arch: 'arm64' },
  { os: 'darwin', arch: 'amd64' },
  { os: 'darwin', arch: 'arm64' },
  { os: 'windows', arch: 'amd64' },
]

const OF_NODE: Readonly<Record<string, Platform['os']>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }
const ARCH_OF_NODE: Readonly<Record<string, Platform['arch']>> = { x64: 'amd64', arm64: 'arm64' }

/** This machine, as Node names it. Throws where nothing is released for it. */
export const platformOf = (platform: string, arch: string): Platform => {
  const found = PLATFORMS.find(one => one.os === OF_NODE[platform] && one.arch === ARCH_OF_NODE[arch])
  if (found === undefined) throw new Error(`kubectl-bootc is not released for ${platform} on ${arch}`)
  return found
}

export const programName = ({ os }: Platform): string => (os === 'windows' ? 'kubectl-bootc.exe' : 'kubectl-bootc')

export const archiveName = ({ os, arch }: Platform, version: string): string =>
  `kubectl-bootc_v${version}_${os}_${arch}.tar.gz`
