import { isSame } from './is-same'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The JSON merge patch (RFC 7396) from one object to another, where an undefined field is absent; undefined when they are
 * the same.
 */
export const mergePatch = (
  from: unknown,
  to: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined => {
  const before = isObject(from) ? from : {}
  const patch: Record<string, unknown> = {}
  // A key that went away must be nulled, since a merge patch leaves alone what it does not name.
  for (const key of Object.keys(before)) if (before[key] !== undefined && to[key] === undefined) patch[key] = null
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined || isSame(before[key], value)) continue
    patch[key] = isObject(value) && isObject(before[key]) ? mergePatch(before[key], value) : value
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}
