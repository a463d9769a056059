import type { Answer } from './api'
import type { Resource } from './resource'

/** Looks kinds up in the API server's discovery, which is refreshed only once per interval. */
export interface Resources {
  readonly byPlural: (apiVersion: string, plural: string) => Promise<Resource | undefined>
  readonly byKind: (apiVersion: string, kind: string) => Promise<Resource | undefined>
}

export interface Discovery {
  readonly read: <T>(path: string) => Promise<Answer<T>>
  readonly intervalMs: number
}

interface ResourceList {
  readonly resources: ReadonlyArray<{ readonly name: string; readonly kind: string; readonly namespaced: boolean }>
}

const resourcesOf = (apiVersion: string, { resources }: ResourceList): ReadonlyArray<Resource> =>
  resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced }) => ({
      apiVersion,
      plural: name,
      kind,
      namespaced,
      hasStatus: resources.some(resource => resource.name === `${name}/status`),
    }))

export const createResources = ({ read, intervalMs }: Discovery): Resources => {
  const known = new Map<string, { readonly at: number; readonly found: Promise<ReadonlyArray<Resource>> }>()

  const discover = async (apiVersion: string): Promise<ReadonlyArray<Resource>> => {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const answer = await read<ResourceList>(path)
    return answer.ok ? resourcesOf(apiVersion, answer.value) : []
  }
  const served = (apiVersion: string): Promise<ReadonlyArray<Resource>> => {
    const last = known.get(apiVersion)
    if (last !== undefined && Date.now() - last.at < intervalMs) return last.found
    const found = discover(apiVersion)
    known.set(apiVersion, { at: Date.now(), found })
    return found
  }
  return {
    byPlural: async (apiVersion, plural) => (await served(apiVersion)).find(resource => resource.plural === plural),
    byKind: async (apiVersion, kind) => (await served(apiVersion)).find(resource => resource.kind === kind),
  }
}
