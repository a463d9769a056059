import type { Controller } from '../api/controller'
import { compareVersions, OPERATOR_VERSION, VERSION_ANNOTATION } from '../api/version'

export type RegisterStep =
  | { readonly step: 'create' }
  | { readonly step: 'replace'; readonly by: Controller }
  | { readonly step: 'leave' }
  | { readonly step: 'refuse'; readonly message: string }

const hasAll = (asked: Readonly<Record<string, string>> = {}, has: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(asked).every(([key, value]) => has[key] === value)

/** Labels and annotations of others stay; the whole spec is the operator's: no client can add a finalize hook. */
const replacement = (wanted: Controller, { metadata }: Controller): Controller => ({
  ...wanted,
  metadata: {
    ...metadata,
    labels: { ...metadata.labels, ...wanted.metadata.labels },
    annotations: { ...metadata.annotations, ...wanted.metadata.annotations },
  },
})

/**
 * What is to be done about a controller. `knownGeneration` is the generation that this process left it with, undefined at
 * first: then it is written once, which changes nothing where it is the same, and answers the generation. Comparing specs
 * instead would trip over the defaults that the API server fills in.
 */
export const decideRegistration = (
  wanted: Controller,
  observed: Controller | undefined,
  knownGeneration: number | undefined,
): RegisterStep => {
  if (observed === undefined) return { step: 'create' }
  const { annotations, labels, generation } = observed.metadata
  const version = annotations?.[VERSION_ANNOTATION]
  if (compareVersions(version, OPERATOR_VERSION) > 0) {
    const name = wanted.metadata.name
    return {
      step: 'refuse',
      message: `${wanted.kind} ${name} was registered by version ${version}, this is ${OPERATOR_VERSION}: install ${version} again, or delete ${name} to go back`,
    }
  }
  const isAsLeft = generation !== undefined && generation === knownGeneration
  const isWhole = hasAll(wanted.metadata.labels, labels) && hasAll(wanted.metadata.annotations, annotations)
  return isAsLeft && isWhole ? { step: 'leave' } : { step: 'replace', by: replacement(wanted, observed) }
}
