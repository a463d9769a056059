import type { EmptyEntry, RegistryAccount } from '../../api/docker-config-match'
import type { HttpAgents } from '../http/send'
import type { Endpoint } from './endpoint'
import type { Logins } from './logins'
import type { Trust } from './trust'

/** What is known of a lookup, whatever became of it. */
export interface Attempted {
  readonly endpoint: Endpoint
  readonly account: RegistryAccount | undefined
  /** The entry that was found in place of an account. */
  readonly empty?: EmptyEntry | undefined
  readonly trust: Trust
  readonly logins: Logins
  readonly limitBytes: number
}

/** What holds for all requests of one lookup. */
export interface Session extends Attempted {
  /** Connections of this lookup alone: where one leads was judged for this registry. */
  readonly agents: HttpAgents
  /** Ends whatever is under way. */
  readonly signal: AbortSignal
  /** The registry, without a path. */
  readonly home: URL
}
