import { setTimeout as sleep } from 'node:timers/promises'
import type * as E from 'fp-ts/Either'
import type { Failure } from './bootc/failure'
import type { Fault } from './faults'
import type { StoredImage } from './host-state'
import type { ImageReference } from './image-reference'
import type { HostLayout } from './layout'
import type { ImageLayer } from './registry'
import type { HostSettings } from './settings'

/** Where a host that is a machine gets its images from, instead of the registry file. */
export interface ImageSource {
  /** What is behind a reference. */
  readonly find: (reference: ImageReference) => E.Either<Failure, StoredImage>
  /** Brings layers onto the host; throws an Error with the cause when it cannot. */
  readonly pull: (image: StoredImage, needed: ReadonlyArray<ImageLayer>) => Promise<void>
}

/** What a simulated command gets: the host it runs on and where its words go. */
export interface CommandContext {
  readonly layout: HostLayout
  readonly settings: HostSettings
  /** Absent on hosts whose registry is a file. */
  readonly images?: ImageSource
  /** Variables given on the command line of `env`. */
  readonly variables: Readonly<Record<string, string>>
  /** Not root: after `setpriv --reuid`. */
  readonly unprivileged?: boolean
  /** Descriptors that a shell opened for the command: number of the host → number of this process. */
  readonly descriptors?: Readonly<Record<number, number>>
  /** Looks at the host without a lock: nothing is changed, and who asks makes sure that nobody else did. */
  readonly withoutLock?: boolean
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Runs a command line on the host; returns its exit code, 127 with the words of `missing` when there is no such command. */
export type RunCommand = (
  context: CommandContext,
  command: ReadonlyArray<string>,
  missing: (name: string) => string,
) => Promise<number>

/** Returns the exit code. `run` is for commands that run another one. */
export type HostCommand = (context: CommandContext, args: ReadonlyArray<string>, run: RunCommand) => Promise<number>

/** Ends only with the process: a timer keeps it alive. */
export const forever = async (): Promise<never> => {
  for (;;) await sleep(60_000)
}

/** SIGABRT, as a shell counts it: bootc is built to abort when it panics. */
const ABORTED = 134

/** Plays the general part of a fault. A number is the exit code to stop with; undefined: go on. */
export const playFault = async (context: CommandContext, fault: Fault | undefined): Promise<number | undefined> => {
  if (fault?.seconds !== undefined) await sleep(fault.seconds * 1000)
  if (fault?.name === 'hang') return forever()
  if (fault?.name === 'crash') {
    context.err(
      "\nthread 'main' panicked at crates/lib/src/deploy.rs:500:10:\ncalled `Option::unwrap()` on a `None` value\n",
    )
    return ABORTED
  }
  if (fault?.exitCode === undefined) return undefined
  context.out(fault.stdout ?? '')
  context.err(fault.stderr ?? '')
  return fault.exitCode
}
