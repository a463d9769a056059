import coerce from 'semver/functions/coerce'
import gte from 'semver/functions/gte'
import { limited } from './limits'

/** Reads `bootc 1.16.9`; undefined for anything else, e.g. a build without a version. */
export const parseVersion = (stdout: string): string | undefined => {
  const [, version] = /^bootc (\d+\.\d+\S*)/.exec(stdout.trim()) ?? []
  return version === undefined ? undefined : limited('version', version)
}

/** Whether it is that release or a later one; what cannot be read is not. A pre-release has what its release has. */
export const isAtLeast = (version: string | undefined, release: string): boolean => {
  const numbers = coerce(version)
  return numbers !== null && gte(numbers, release)
}
