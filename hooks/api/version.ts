import compare from 'semver/functions/compare'
import parse from 'semver/functions/parse'
import { version } from '../../package.json'

/** The version of this operator, which package.json alone says; the bundles have it built in. */
export const OPERATOR_VERSION: string = version

/** Annotation of the CRDs and of the registered controllers: the version of the operator that they came with. */
export const VERSION_ANNOTATION = 'node.bootc.dev/version'

/**
 * Below 0 when `a` is older than `b`, above 0 when it is newer (semver.org §11). What is no version is older than any
 * version: an object without the annotation came before there was one.
 */
export const compareVersions = (a: string | undefined, b: string | undefined): number => {
  const [left, right] = [parse(a), parse(b)]
  return left === null || right === null ? Number(left !== null) - Number(right !== null) : compare(left, right)
}
