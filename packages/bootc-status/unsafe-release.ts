import type { BootcBackend } from './backend'

/** A fault of bootc that a host with this backend has until the release that ends it. */
export interface UnsafeRelease {
  readonly backend: BootcBackend
  /** The first release without it. */
  readonly fixedIn: string
  /** What can happen, as a clause about bootc. */
  readonly problem: string
}

const KNOWN: ReadonlyArray<UnsafeRelease> = [
  {
    // Release notes of bootc 1.17.5, which build on GHSA-8j99-gv74-3j76.
    backend: 'SealedComposefs',
    fixedIn: '1.17.5',
    problem:
      'lets a file on the disk (meta.json) switch off the check of the root that the signed kernel image demands',
  },
]

/** `1.16.9` as [1, 16, 9]; what is missing counts as 0. Undefined when the text does not begin with two numbers. */
const numbersIn = (version: string): ReadonlyArray<number> | undefined => {
  const [, major, minor, patch = '0'] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []
  return major === undefined || minor === undefined ? undefined : [major, minor, patch].map(Number)
}

const isBefore = (version: string, release: string): boolean => {
  const [is, than] = [numbersIn(version), numbersIn(release)]
  if (is === undefined || than === undefined) return false
  const at = is.findIndex((number, i) => number !== than[i])
  return at >= 0 && (is[at] as number) < (than[at] as number)
}

export interface BootcInstalled {
  /** As `bootc --version` says it, without the word bootc: `1.16.9`. */
  readonly version: string | undefined
  readonly backend: BootcBackend | undefined
}

/**
 * The fault that makes this release of bootc unsafe on this host, as far as its notes say; undefined for none known. A version that
 * cannot be read has none. A vendor may have put the fix into an older release, which its number does not show.
 */
export const unsafeRelease = ({ version, backend }: BootcInstalled): UnsafeRelease | undefined =>
  version === undefined ? undefined : KNOWN.find(known => known.backend === backend && isBefore(version, known.fixedIn))
