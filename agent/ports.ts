import type * as E from 'fp-ts/Either'

/** A command on the host did not do what it should. `stderr` is the command's own, uncut. */
export type HostError =
  | {
      readonly kind: 'command-failed'
      readonly command: string
      readonly exitCode: number | undefined
      readonly stdout: string
      readonly stderr: string
    }
  | { readonly kind: 'command-timed-out'; readonly command: string; readonly seconds: number }
  | { readonly kind: 'unexpected-output'; readonly command: string; readonly problems: ReadonlyArray<string> }

export type HostResult<A> = Promise<E.Either<HostError, A>>

/** The host as the agent reaches it: commands in its namespaces, files below its root. Paths are those of the host. */
export interface Host {
  /** Runs a command to its end and answers its stdout. */
  readonly run: (argv: ReadonlyArray<string>, timeoutMs: number) => HostResult<string>
  /** Undefined when the file is not there. */
  readonly read: (path: string) => Promise<string | undefined>
  /** The names in a folder, sorted; none when it is not there. */
  readonly list: (path: string) => Promise<ReadonlyArray<string>>
  /** Replaces the file at once and for good: after it resolves, a power cut does not lose it. */
  readonly write: (path: string, text: string) => Promise<void>
  readonly remove: (path: string) => Promise<void>
  /** Reads the lines that others write into a FIFO, until the answer is called. Rejects when it is none. */
  readonly listen: (path: string, line: (text: string) => void) => Promise<() => void>
  /** A word that changes when one of the paths is made, changed or taken away. */
  readonly stamp: (paths: ReadonlyArray<string>) => Promise<string>
}
