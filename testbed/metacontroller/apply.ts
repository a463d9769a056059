import { isDeepStrictEqual } from 'node:util'
import { isKubernetesObject, isRecord, type KubernetesObject, withMetadata } from './kubernetes-object'
import { merge } from './merge'

/** Where Metacontroller remembers what a hook returned for an object. */
export const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration'

/** Metadata that belongs to the API server; a hook that sets it changes nothing. */
const SYSTEM_FIELDS = [
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted(value[key])]),
  )
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** JSON as Go writes it, sorted keys and escaped HTML: else a change of program would rewrite every annotation. */
const goJson = (value: unknown): string =>
  JSON.stringify(sorted(value)).replace(/[<>&\u2028\u2029]/g, character => ESCAPES[character] ?? character)

export const withAnnotation = (object: KubernetesObject, key: string, value: string): KubernetesObject =>
  withMetadata(object, { annotations: { ...object.metadata.annotations, [key]: value } })

export const withLastApplied = (object: KubernetesObject, applied: KubernetesObject): KubernetesObject =>
  withAnnotation(object, LAST_APPLIED, goJson(applied))

const lastAppliedOf = ({ metadata }: KubernetesObject): unknown => {
  const text = metadata.annotations?.[LAST_APPLIED]
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`annotation ${LAST_APPLIED} of ${metadata.name} is not JSON; remove it`)
  }
}

const withoutLastApplied = (object: KubernetesObject): KubernetesObject => {
  const { [LAST_APPLIED]: forged, ...annotations } = object.metadata.annotations ?? {}
  return forged === undefined ? object : withMetadata(object, { annotations })
}

/** `changed` with the field as it is in `original`, or without it. */
const revert = (
  changed: Readonly<Record<string, unknown>>,
  original: Readonly<Record<string, unknown>>,
  field: string,
) => {
  const { [field]: dropped, ...rest } = changed
  return field in original ? { ...rest, [field]: original[field] } : rest
}

/**
 * The object to write when a hook desires `desired` and the cache holds `observed`; undefined when they agree.
 * Status and system metadata stay as observed. Throws an Error when observed is marked with something unreadable.
 */
export const applyDesired = (observed: KubernetesObject, desired: KubernetesObject): KubernetesObject | undefined => {
  const wanted = withoutLastApplied(desired)
  const merged = merge({ observed, lastApplied: lastAppliedOf(observed), desired: wanted })
  if (!isKubernetesObject(merged)) throw new Error(`the desired ${desired.kind} ${desired.metadata.name} is no object`)
  const metadata = SYSTEM_FIELDS.reduce<Readonly<Record<string, unknown>>>(
    (changed, field) => revert(changed, observed.metadata, field),
    merged.metadata,
  )
  const result = withLastApplied({ ...revert(merged, observed, 'status'), metadata } as KubernetesObject, wanted)
  return isDeepStrictEqual(result, observed) ? undefined : result
}
