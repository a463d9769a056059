import type { Cluster } from '../providers/cluster'

/** What a story is told with. */
export interface Told {
  readonly cluster: Cluster
  /** Versions of the operating system are named by it, so that no story meets another's. */
  readonly say: (line: string) => void
}

/** Something that a user lives through; it leaves all nodes Ready and schedulable, or fails. */
export interface Story {
  readonly name: string
  /** Rejects with a sentence that says what was expected. */
  readonly run: (told: Told) => Promise<void>
}
