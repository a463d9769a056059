import * as E from 'fp-ts/Either'
import { parseDuration } from './duration'
import { isRecord } from './kubernetes-object'

/** Where a hook's key is, which goes with every request. */
export interface SecretRef {
  readonly namespace: string
  readonly name: string
  readonly key: string
}

export interface HookSpec {
  readonly url: string
  readonly timeoutMs: number
  /** Whether unknown top-level fields of the answer are an error. */
  readonly strict: boolean
  /** Sent as `Authorization: Bearer VALUE`. */
  readonly authorization?: SecretRef
  /** What the Secret held when the controller was started; it is not read again. */
  readonly key?: string
}

const DEFAULT_TIMEOUT_MS = 10_000
/** Settings of webhooks that the driver does not play. */
const UNPLAYED = ['caBundle', 'clientTLS', 'basicAuth']

const urlOf = (webhook: Readonly<Record<string, unknown>>): string | undefined => {
  if (typeof webhook['url'] === 'string') return webhook['url']
  const service = webhook['service']
  if (!isRecord(service)) return undefined
  const { name, namespace, port = 80, protocol = 'http' } = service
  return `${String(protocol)}://${String(name)}.${String(namespace)}:${String(port)}${String(webhook['path'] ?? '')}`
}

const secretRefOf = (authorization: unknown): SecretRef | undefined => {
  if (!isRecord(authorization) || !isRecord(authorization['secretRef'])) return undefined
  const { namespace, name, key } = authorization['secretRef']
  return { namespace: String(namespace), name: String(name), key: String(key) }
}

/** Reads one hook of a controller; the left side completes "does not play a hook with …". */
export const readHook = (hook: unknown): E.Either<string, HookSpec> => {
  if (!isRecord(hook) || !isRecord(hook['webhook'])) return E.left('no webhook')
  if (hook['version'] !== 'v2') return E.left(`version ${String(hook['version'] ?? 'v1')}, only with version v2`)
  const webhook = hook['webhook']
  const unplayed = UNPLAYED.find(field => webhook[field] !== undefined)
  if (unplayed !== undefined) return E.left(unplayed)
  if (isRecord(webhook['etag']) && webhook['etag']['enabled'] === true) return E.left('etag')
  const authorization = secretRefOf(webhook['authorization'])
  if (authorization === undefined && webhook['authorization'] !== undefined)
    return E.left('authorization without secretRef')
  const url = urlOf(webhook)
  if (url === undefined) return E.left('neither url nor service')
  const timeout = parseDuration(String(webhook['timeout'] ?? '')) ?? 0
  return E.right({
    url,
    timeoutMs: timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS,
    strict: webhook['responseUnMarshallMode'] !== 'loose',
    authorization,
  })
}
