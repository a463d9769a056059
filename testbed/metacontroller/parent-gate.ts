import type { World } from './controller-context'
import type { ControllerSpec } from './controller-spec'
import { groupOf } from './kubernetes-object'

interface CustomResourceDefinition {
  readonly spec: {
    readonly versions: ReadonlyArray<{ readonly name: string; readonly subresources?: { readonly status?: unknown } }>
  }
}

interface List {
  readonly items: ReadonlyArray<CustomResourceDefinition>
}

/**
 * Why a composite controller can never run as it is; undefined when it can. The parent's kind must be a custom resource
 * with a status subresource. Rejects while the CRD is missing, which may change.
 */
export const parentProblem = async (
  { api }: World,
  { composite, parents }: ControllerSpec,
): Promise<string | undefined> => {
  const [parent] = parents
  if (!composite || parent === undefined) return undefined
  const name = `${parent.plural}.${groupOf(parent.apiVersion)}`
  // The real one reads from a cache that lists and watches, and has no right to get one alone.
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldSelector=metadata.name%3D${name}`
  const found = await api.read<List>(path)
  if (!found.ok) throw new Error(`CustomResourceDefinition ${name}: ${found.message}`)
  const [crd] = found.value.items
  if (crd === undefined) throw new Error(`CustomResourceDefinition ${name} does not exist`)
  const version = parent.apiVersion.slice(parent.apiVersion.indexOf('/') + 1)
  const served = crd.spec.versions.find(candidate => candidate.name === version)
  return served?.subresources?.status === undefined
    ? `CustomResourceDefinition ${name} does not have subresource 'Status' enabled in ${version}`
    : undefined
}
