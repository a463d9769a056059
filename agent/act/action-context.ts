import type * as E from 'fp-ts/Either'
import type { ApiError } from '../../hooks/ports/api/api-request'
import type { HostFailure } from '../bootc/errors'
import type { OwnUpdate } from '../cluster/own-update'
import type { RawUpdate } from '../cluster/update-calls'
import type { Memory } from '../memory'
import type { Action, Situation } from '../observe/situation'
import type { Identity } from '../order'
import type { Host } from '../ports'

/** What an action needs to be carried out. */
export interface ActionContext {
  readonly host: Host
  readonly update: Pick<OwnUpdate, 'read'>
  readonly identity: Identity
  readonly now: () => Date
  /** Gets each line of the progress of a pull. */
  readonly progress: (line: string) => void
  /** A pull without progress for so long, in milliseconds, is started again. */
  readonly stallMs: number
  /** Keeps the memory on disk; resolves when a power cut cannot lose it. */
  readonly remember: (memory: Memory) => Promise<void>
  /** Writes the status only if the object is still as `at`. */
  readonly reportAt: (situation: Situation, action: Action, at: RawUpdate) => Promise<E.Either<ApiError, unknown>>
}

/** What an action left behind: the memory as it is now, and what went wrong. */
export interface Result {
  readonly memory: Memory
  readonly failure?: HostFailure
}
