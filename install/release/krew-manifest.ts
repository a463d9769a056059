import { stringify } from 'yaml'
import { archiveName, PLATFORMS, programName } from './platforms'

export interface KrewFacts {
  readonly version: string
  readonly homepage: string
  /** Address below which the archives are, without a slash at its end. */
  readonly downloads: string
  /** sha256 in hex by name of the file. */
  readonly checksums: ReadonlyMap<string, string>
}

const checksumOf = (checksums: KrewFacts['checksums'], file: string): string => {
  const found = checksums.get(file)
  if (found === undefined) throw new Error(`the release has no ${file}: its job has failed, or kept it`)
  return found
}

/** The text of bootc.yaml for krew's index (krew.sigs.k8s.io, Plugin v1alpha2). Throws when an archive is missing. */
export const krewManifest = ({ version, homepage, downloads, checksums }: KrewFacts): string =>
  stringify({
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'bootc' },
    spec: {
      version: `v${version}`,
      homepage,
      shortDescription: 'Shows and steers rollouts of bootc hosts',
      description:
        'Shows what the bootc operator does and why it does nothing, and steers its rollouts. The cluster needs the operator.\n',
      platforms: PLATFORMS.map(platform => {
        const file = archiveName(platform, version)
        return {
          selector: { matchLabels: { os: platform.os, arch: platform.arch } },
          uri: `${downloads}/${file}`,
          sha256: checksumOf(checksums, file),
          bin: programName(platform),
        }
      }),
    },
  })
