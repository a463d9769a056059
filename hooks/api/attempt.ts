import { shortDigest } from './image'

/** What marks the key of an attempt to go back to what a node ran before; a `/` and the pool's `retry` may follow. */
export const RETURN_MARK = '~back'

/** Whether an attempt leads back. The image before is then where it goes, and not what it leaves. */
export const isReturnAttempt = (key: string): boolean => key.split('/')[0]?.endsWith(RETURN_MARK) === true

/**
 * Names one try at a digest: a failure counts only in the attempt that it happened in, so that another value of `retry`
 * forgets it. Two digests of one pool that share 12 hex digits are not to be expected.
 */
export const attemptAt = (digest: string, retry: string | undefined): string =>
  retry === undefined ? shortDigest(digest) : `${shortDigest(digest)}/${retry}`
