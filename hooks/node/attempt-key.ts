import { attemptAt, RETURN_MARK } from '../api/attempt'
import type { BootcRolloutSpec } from '../api/bootc-rollout'
import { shortDigest } from '../api/image'

/** Where nodes are led: to the target, or to what each of them ran before it. */
export type Direction = 'target' | 'previous'

/** The attempt at a rollout's target, or at going back from it, which is an attempt of its own. */
export const attemptKey = ({ digest, rollout }: BootcRolloutSpec, direction: Direction): string => {
  if (direction === 'target') return attemptAt(digest, rollout.retry)
  return rollout.retry === undefined ? returnPrefix(digest) : `${returnPrefix(digest)}/${rollout.retry}`
}

const returnPrefix = (digest: string): string => `${shortDigest(digest)}${RETURN_MARK}`

/** Whether an attempt was one to go back from this target, whatever `retry` was then. */
export const isReturnFrom = (attempt: string, digest: string): boolean => {
  const prefix = returnPrefix(digest)
  return attempt === prefix || attempt.startsWith(`${prefix}/`)
}
