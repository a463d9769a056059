import './no-retries'
import { registryCall } from '@snyk/docker-registry-v2-client'
import type { RegistryAccount } from '../../api/docker-config-match'
import type { Endpoint } from './endpoint'
import type { Trust } from './trust'
import { watchedAgent } from './watched-agent'

/** What holds for all requests of one lookup. */
export interface Session {
  readonly endpoint: Endpoint
  readonly account: RegistryAccount | undefined
  readonly trust: Trust
  readonly limitBytes: number
  /** Ends whatever is under way. */
  readonly signal: AbortSignal
}

export interface Answer {
  readonly bytes: Buffer
  /** Header Docker-Content-Digest. */
  readonly digest: string | undefined
}

/** A registry whose answer is not read to its end. */
export interface BrokenAnswer {
  readonly kind: 'broken-answer'
  readonly what: 'too large' | 'compressed' | 'cut off'
}

const hostname = (address: string): string => new URL(`https://${address}`).hostname

/** Names that only a cluster or a company knows. The client's guard never lets it go there. */
const isInternal = (name: string): boolean =>
  /^[0-9.]+$|^\[/.test(name) || !name.includes('.') || name.endsWith('cluster.local')

/**
 * Keeps a registry from sending us, by a redirect or as the place to log in, to services that it cannot reach itself: a
 * registry of the world to none that is internal, an internal one only to its own host.
 */
const guardOf = (address: string): object => {
  const name = hostname(address)
  return isInternal(name) ? { allowedHosts: [name] } : { disallowDangerousHosts: true }
}

const rejectedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })

/**
 * One GET below the repository, with the log-in that the registry asks for. Rejects with a BrokenAnswer, with the reason
 * of the signal, or with what the client throws.
 */
export const get = async (session: Session, path: string, accept: string): Promise<Answer> => {
  const { endpoint, account, trust, limitBytes, signal } = session
  const own = new AbortController()
  const object = (what: BrokenAnswer['what']): void => own.abort({ kind: 'broken-answer', what } satisfies BrokenAnswer)
  const { agent, body } = watchedAgent({ trust, limitBytes, object })
  const both = AbortSignal.any([signal, own.signal])
  const call = registryCall(
    `${endpoint.address}/v2/${endpoint.repository}/${path}`,
    account?.username,
    account?.password,
    {
      protocol: endpoint.protocol,
      headers: { Accept: accept },
      ...guardOf(endpoint.address),
      agent,
      signal: both,
      // It would send everything, with the credentials, readable to the proxy.
      use_proxy_from_env_var: false,
    },
  )
  // The client may never settle once it was interrupted, or settle after the race.
  call.catch(() => undefined)
  const { headers } = await Promise.race([call, rejectedBy(both)])
  const digest = headers['docker-content-digest']
  return { bytes: body(), digest: typeof digest === 'string' ? digest : undefined }
}
