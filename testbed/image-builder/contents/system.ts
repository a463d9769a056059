import type { Entry } from '../oci/entry'

/** What an image takes programs and libraries of Linux from. All reject with a sentence that says what is missing. */
export interface System {
  /** Path of a program of it, such as nsenter. */
  readonly program: (name: string) => Promise<string>
  /** The shared libraries of these programs and their loader, each once, where the loader looks for them. */
  readonly libraries: (programs: ReadonlyArray<string>) => Promise<ReadonlyArray<Entry>>
}
