import { accountFor } from '../../api/docker-config-match'
import type { ImageDigest } from '../../api/image'
import type { Registry } from '../registry'
import { endpointOf } from './endpoint'
import { crowded, timedOut } from './failure'
import { type Details, findImage, type Known } from './find-image'
import { trustOf } from './trust'
import { turnstile } from './turnstile'

export interface RegistryOptions {
  /** Registries as `host` or `host:port`, in lower case, that are spoken to over plain HTTP. */
  readonly insecure: ReadonlyArray<string>
  /** PEM certificates to trust besides those that Node brings; read anew for every lookup, since a ConfigMap changes. */
  readonly caFile?: string
  /** How long one lookup may take as a whole, in milliseconds. A hook has to answer within 10 s. */
  readonly timeoutMs?: number
  /** The most bytes of one manifest or configuration; the distribution API itself takes no manifest above 4 MiB. */
  readonly limitBytes?: number
}

const TIMEOUT_MS = 8000
const LIMIT_BYTES = 4_194_304
/** Lookups of one registry at a time: Metacontroller has 20 workers, and a registry that hangs must not get them all. */
const PLACES = 6
/** How long a lookup waits while none of those before it ends, in milliseconds. */
const PATIENCE_MS = 2000
/** Images whose details are remembered. */
const MOST_KNOWN = 500

const boundedMemory = (): Known => {
  const known = new Map<ImageDigest, Details>()
  return {
    get: digest => known.get(digest),
    set: (digest, details) => {
      if (known.size >= MOST_KNOWN) known.clear()
      return known.set(digest, details)
    },
  }
}

/** Registries that speak the distribution API. */
export const dockerRegistry = (options: RegistryOptions): Registry => {
  const { insecure, caFile, timeoutMs = TIMEOUT_MS, limitBytes = LIMIT_BYTES } = options
  const trustNow = trustOf(caFile)
  const { enter } = turnstile(PLACES, PATIENCE_MS)
  const known = boundedMemory()
  return {
    lookup: async (image, credentials) => {
      const signal = AbortSignal.timeout(timeoutMs)
      const endpoint = endpointOf(image, insecure)
      const account = credentials && accountFor(credentials, image.repository)
      const attempted = { endpoint, account, trust: await trustNow(), limitBytes }
      const leave = await enter(endpoint.host, signal)
      if (leave === undefined) return crowded(attempted)
      const found = await findImage({ ...attempted, signal }, known)
      leave()
      return signal.aborted && found.outcome === 'failed' ? timedOut(attempted, timeoutMs / 1000) : found
    },
  }
}
