import { limited } from './limits'

/** A release of bootc; undefined parts are never at least anything. */
export interface BootcVersion {
  readonly text: string
  readonly major: number
  readonly minor: number
  readonly patch: number
}

/** Reads `bootc 1.16.9`; undefined for anything else, e.g. a build without a version. */
export const parseVersion = (stdout: string): BootcVersion | undefined => {
  const [, text, major, minor, patch] = /^bootc ((\d+)\.(\d+)(?:\.(\d+))?\S*)/.exec(stdout.trim()) ?? []
  return text === undefined
    ? undefined
    : { text: limited('version', text), major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) }
}

export const isAtLeast = (version: BootcVersion | undefined, major: number, minor: number, patch = 0): boolean => {
  if (version === undefined) return false
  if (version.major !== major) return version.major > major
  return version.minor === minor ? version.patch >= patch : version.minor > minor
}
