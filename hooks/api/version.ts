import { version } from '../../package.json'

/** The version of this operator, which package.json alone says; the bundles have it built in. */
export const OPERATOR_VERSION: string = version

/** Annotation of the CRDs and of the registered controllers: the version of the operator that they came with. */
export const VERSION_ANNOTATION = 'node.bootc.dev/version'

interface Parsed {
  readonly numbers: readonly [number, number, number]
  readonly preRelease: string
}

const parse = (version: string): Parsed | undefined => {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(version)
  if (parts === null) return undefined
  const [, major, minor, patch, preRelease = ''] = parts
  return { numbers: [Number(major), Number(minor), Number(patch)], preRelease }
}

const IDENTIFIER_COLLATION = new Intl.Collator('en', { numeric: true })

/** A release comes after its pre-releases; those are ordered by text, numbers in it by value. */
const comparePreReleases = (a: string, b: string): number => {
  if (a === b) return 0
  if (a === '') return 1
  if (b === '') return -1
  return IDENTIFIER_COLLATION.compare(a, b)
}

/**
 * Below 0 when `a` is older than `b`, above 0 when it is newer (semver.org §11). What is no version is older than any
 * version: an object without the annotation came before there was one.
 */
export const compareVersions = (a: string | undefined, b: string | undefined): number => {
  const [left, right] = [parse(a ?? ''), parse(b ?? '')]
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined)
  const different = left.numbers.findIndex((number, i) => number !== right.numbers[i])
  if (different >= 0) return (left.numbers[different] ?? 0) - (right.numbers[different] ?? 0)
  return comparePreReleases(left.preRelease, right.preRelease)
}
