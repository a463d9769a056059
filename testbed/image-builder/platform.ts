/** The Linux machines that images are made for, as the Go world names them. */
export type Platform = 'linux/amd64' | 'linux/arm64'
export type Architecture = 'amd64' | 'arm64'

/** Node's name of an architecture → the Go world's. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = { x64: 'amd64', arm64: 'arm64' }

export const isPlatform = (text: string): text is Platform => text === 'linux/amd64' || text === 'linux/arm64'

export const architectureOf = (platform: Platform): Architecture => (platform === 'linux/arm64' ? 'arm64' : 'amd64')

/** That of this machine; undefined on one that no image is made for. */
export const ownPlatform = (): Platform | undefined => {
  const architecture = ARCHITECTURES[process.arch]
  return architecture === undefined ? undefined : `linux/${architecture}`
}
