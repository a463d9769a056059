import type { Mutation } from './mutation'

const told = (tests: string, caughtBy: string, mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: `pool-sync/${tests}.test.ts`,
  caughtBy,
})

const follow = 'hooks/pool-sync/follow.ts'
const poll = 'hooks/pool-sync/poll.ts'

/** Bugs in which digest a tag leads to, and in when it is looked up. */
export const tagMutations: ReadonlyArray<Mutation> = [
  told('image-resolved', 'is False when nodes do not find it and the registry has no such image', {
    bug: 'a digest that the registry has not counts as resolved',
    file: 'hooks/pool-sync/image-report.ts',
    text: 'if (isDigest && doubt !== undefined) return',
    by: 'if (false) return',
  }),
  told('../../faults/tags', 'neverReaimsByItself', {
    bug: 'a rollout that is under way follows a tag that moves',
    file: follow,
    text: 'if (rollout?.spec.digest === named.digest) return',
    by: 'if (true) return',
  }),
  told('properties', 'asksBeforeItGoes', {
    bug: 'Manual goes wherever the tag moves',
    file: follow,
    text: 'if (spec.image.approvedDigest !== named.digest) {',
    by: 'if (false) {',
  }),
  told('../../faults/tags', 'neverMixesReferences', {
    bug: 'the digest of one reference is joined to the repository of another',
    file: 'hooks/pool-sync/remembered.ts',
    text: 'targetAt(image.ref, digest',
    by: 'targetAt(pool.spec.image.ref, digest',
  }),
  told('target-automatic', 'waits although a window is closed, once a node has left', {
    bug: 'a rollout that has begun is left in the middle when its window closes',
    file: follow,
    text: '!hasBegun && (',
    by: '(',
  }),
  told('target-automatic', 'waits for a report about this very target', {
    bug: 'the report about another target says that a rollout has ended',
    file: 'hooks/pool-sync/report-on.ts',
    text: ' || status.digest !== digest',
    by: '',
  }),
  told('stories', 'a digest that failed is not tried again because the tag comes back to it', {
    bug: 'a tag that comes back to a digest that failed is followed',
    file: follow,
    text: 'past.failedAttempt === attempt',
    by: 'past.failedAttempt === digest',
  }),
  told('target-first', 'waits until it is known whether what was approved exists', {
    bug: 'an approved digest that could not be looked up counts as missing',
    file: 'hooks/ports/lookups.ts',
    text: "approved?.outcome === 'failed' && approved.reason !== 'ImageNotFound'",
    by: 'false',
  }),
  told('stories', 'an image that no host can boot is no target', {
    bug: 'an image without the label is a target',
    file: 'hooks/ports/lookups.ts',
    text: "outcome.outcome === 'failed' || outcome.bootc",
    by: 'true',
  }),
  told('tags', 'asks once in every interval however often it is synced', {
    bug: 'the registry is asked in every sync',
    file: poll,
    text: 'last.key === key && last.at <= now.getTime() ? nextAfter(pool, last) : 0',
    by: '0',
  }),
  told('tags', 'asks once in every interval however often it is synced', {
    bug: 'every lookup writes when it was',
    file: 'hooks/pool-sync/named-image.ts',
    text: '(before?.digest === digest ? before.resolvedAt : undefined) ??',
    by: '',
  }),
  told('tags', 'backs off over a restart too', {
    bug: 'a restart forgets the backoff',
    file: poll,
    text: 'nextResolutionAt !== undefined ? Date.parse(nextResolutionAt) : 0',
    by: 'nextResolutionAt !== undefined ? 0 : 0',
  }),
  told('tags', 'is not led back by its old status', {
    bug: 'a target is decided by what caches show',
    file: 'hooks/pool-sync/present.ts',
    text: 'if (reference === undefined || reference.digest !== undefined)',
    by: 'if (name !== uid)',
  }),
  told('stories', 'an image that is not there for a node fails before anybody is drained', {
    bug: 'architectures are not compared',
    file: 'hooks/node/node-phase.ts',
    text: 'architectures.includes(architecture)',
    by: 'true',
  }),
]
