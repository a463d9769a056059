import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { accountFor, emptyEntryFor } from '../../api/docker-config-match'
import { CONNECTING } from '../http/connecting'
import type { HttpAgents } from '../http/send'
import type { Registry } from '../registry'
import type { Details, Known } from './details'
import { endpointOf } from './endpoint'
import { noAddress, overloaded, timedOut } from './failure'
import { findImage } from './find-image'
import { loginsOf } from './logins'
import { perHostLimit } from './per-host-limit'
import type { Attempted } from './session'
import { type Trust, trustOf } from './trust'

export interface RegistryOptions {
  /** Registries as `host` or `host:port`, in lower case, that are spoken to over plain HTTP. */
  readonly insecure: ReadonlyArray<string>
  /** PEM certificates to trust besides those that Node brings; read for every lookup, since a ConfigMap changes. */
  readonly caFile?: string
  /** Pairs `REGISTRY=LOGIN` of hosts: which registry may send us where to log in; read for every lookup, too. */
  readonly loginsFile?: string
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
  const known = new Map<string, Details>()
  return {
    get: (repository, digest) => known.get(`${repository}@${digest}`),
    set: (repository, digest, details) => {
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(`${repository}@${digest}`, details)
    },
  }
}

const agentsFor = ({ secureContext }: Trust): HttpAgents => ({
  http: new HttpAgent({ ...CONNECTING, keepAlive: true }),
  https: new HttpsAgent({ ...CONNECTING, keepAlive: true, secureContext }),
})

/** Registries that speak the distribution API. */
export const dockerRegistry = (options: RegistryOptions): Registry => {
  const { insecure, caFile, loginsFile, timeoutMs = TIMEOUT_MS, limitBytes = LIMIT_BYTES } = options
  const trustNow = trustOf(caFile)
  const loginsNow = loginsOf(loginsFile)
  const { acquire } = perHostLimit(PLACES, PATIENCE_MS)
  const known = boundedMemory()
  return {
    lookup: async (image, credentials) => {
      const signal = AbortSignal.timeout(timeoutMs)
      const endpoint = endpointOf(image, insecure)
      const [trust, logins] = await Promise.all([trustNow(), loginsNow()])
      const attempted: Attempted = {
        endpoint,
        account: credentials && accountFor(credentials, image.repository),
        empty: credentials && emptyEntryFor(credentials, image.repository),
        trust,
        logins,
        limitBytes,
      }
      if (endpoint.origin === undefined) return noAddress(attempted)
      const release = await acquire(endpoint.host, signal)
      if (release === undefined) return overloaded(attempted)
      const agents = agentsFor(trust)
      const home = new URL(endpoint.origin)
      const found = await findImage({ ...attempted, home, agents, signal }, known).finally(() => {
        agents.http.destroy()
        agents.https.destroy()
        release()
      })
      return signal.aborted && found.outcome === 'failed' ? timedOut(attempted, timeoutMs / 1000) : found
    },
  }
}
