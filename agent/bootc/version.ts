import { limited } from '../limits'

/** A release of bootc; undefined parts are never at least anything. */
export interface BootcVersion {
  readonly text: string
  readonly major: number
  readonly minor: number
}

/** Reads `bootc 1.16.9`; undefined for anything else, e.g. a build without a version. */
export const parseVersion = (stdout: string): BootcVersion | undefined => {
  const [, text, major, minor] = /^bootc ((\d+)\.(\d+)\S*)/.exec(stdout.trim()) ?? []
  return text === undefined ? undefined : { text: limited('version', text), major: Number(major), minor: Number(minor) }
}

export const isAtLeast = (version: BootcVersion | undefined, major: number, minor: number): boolean =>
  version !== undefined && (version.major > major || (version.major === major && version.minor >= minor))
