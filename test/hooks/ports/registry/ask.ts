import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { parseImageReference } from '../../../../hooks/api/image'
import type { FailedLookup, FoundImage } from '../../../../hooks/ports/registry'
import { dockerRegistry, type RegistryOptions } from '../../../../hooks/ports/registry/docker-registry'
import { type Keys, type ScriptedRegistry, startScriptedRegistry } from '../../../../testbed/registry/scripted-registry'

export const SECRET = 'correct-horse-battery'

/** A pull secret with an entry for one registry. */
export const secretFor = (host: string) => ({ auths: { [host]: { username: 'puller', password: SECRET } } })

export interface Asked {
  readonly ref: string
  readonly options?: Partial<RegistryOptions>
  readonly withSecret?: boolean
}

export const ask = ({ ref, options = {}, withSecret = false }: Asked): Promise<FoundImage | FailedLookup> => {
  const image = parseImageReference(ref)
  assert.ok(image, `${ref} is a reference`)
  const host = ref.slice(0, ref.indexOf('/'))
  // However slow the machine is, the registry is here.
  const registry = dockerRegistry({ insecure: [host], timeoutMs: 240_000, ...options })
  return registry.lookup(image, withSecret ? secretFor(host) : undefined)
}

/** Runs a registry as long as it is used. */
export const withRegistry = async <T>(
  answer: RequestListener,
  use: (registry: ScriptedRegistry) => Promise<T>,
  keys?: Keys,
): Promise<T> => {
  const registry = await startScriptedRegistry(answer, keys)
  try {
    return await use(registry)
  } finally {
    registry.stop()
  }
}

export const foundIn = (answer: FoundImage | FailedLookup): FoundImage => {
  assert.equal(answer.outcome, 'found', JSON.stringify(answer))
  return answer as FoundImage
}

export const failedIn = (answer: FoundImage | FailedLookup): FailedLookup => {
  assert.equal(answer.outcome, 'failed', JSON.stringify(answer))
  return answer as FailedLookup
}
