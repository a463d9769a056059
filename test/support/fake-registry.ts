import type { FailedLookup, FoundImage, Registry } from '../../hooks/ports/registry'

type Answer = FoundImage | FailedLookup

/** A Registry that knows what a test names, by `repository:tag` or `repository@digest`, and has nothing else. */
export const registryWith = (images: Readonly<Record<string, Answer>> = {}): Registry => ({
  lookup: async ({ repository, tag, digest }) => {
    const name = digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`
    return images[name] ?? { outcome: 'failed', reason: 'ImageNotFound', message: `the test's registry has no ${name}` }
  },
})
