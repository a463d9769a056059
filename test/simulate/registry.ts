import type { FailedLookup, FoundImage, Registry } from '../../hooks/ports/registry'
import { registryWith } from '../support/fake-registry'

/** What a registry answers, by `repository:tag` and `repository@digest`; whatever else is asked for is not there. */
export type Shelf = Map<string, FoundImage | FailedLookup>

/** A Registry whose images come and go. */
export const simulatedRegistry = (shelf: Shelf): Registry => ({
  lookup: (image, credentials) => registryWith(Object.fromEntries(shelf)).lookup(image, credentials),
})
