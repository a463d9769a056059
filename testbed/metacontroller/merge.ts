import { isRecord } from './kubernetes-object'

/** The three versions of one value that an apply compares. */
export interface Versions {
  readonly observed: unknown
  readonly lastApplied: unknown
  readonly desired: unknown
}

type Fields = Readonly<Record<string, unknown>>
type Items = ReadonlyArray<unknown>

const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {})
const itemsOf = (value: unknown): Items | undefined => (Array.isArray(value) ? value : undefined)

/** Fields that Metacontroller takes for the key of a list of objects, in this order of preference. */
const MERGE_KEYS = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path']

/** The first merge key that every item of every version has; undefined when the list is to be replaced whole. */
const mergeKeyOf = (items: Items): string | undefined =>
  items.length === 0 || !items.every(isRecord)
    ? undefined
    : MERGE_KEYS.find(key => items.every(item => isRecord(item) && key in item))

const keyed = (items: Items, keyOf: (item: unknown) => string): Fields =>
  Object.fromEntries(items.map(item => [keyOf(item), item]))

const mergeFields = ({ observed, lastApplied, desired }: Record<keyof Versions, Fields>): Fields => {
  const merged: Record<string, unknown> = { ...observed }
  for (const key of Object.keys(lastApplied)) if (!(key in desired)) delete merged[key]
  for (const [key, value] of Object.entries(desired)) {
    merged[key] = merge({ observed: observed[key], lastApplied: lastApplied[key], desired: value })
  }
  return merged
}

const mergeItems = (observed: Items, { lastApplied, desired }: Versions): unknown => {
  const last = itemsOf(lastApplied) ?? []
  const wanted = itemsOf(desired)
  const key = mergeKeyOf([...observed, ...last, ...(wanted ?? [])])
  if (key === undefined) return wanted ?? null
  const keyOf = (item: unknown): string => String(fieldsOf(item)[key])
  const versions = {
    observed: keyed(observed, keyOf),
    lastApplied: keyed(last, keyOf),
    desired: keyed(wanted ?? [], keyOf),
  }
  const merged = mergeFields(versions)
  const kept = observed.map(keyOf).filter(name => name in merged)
  const added = [...new Set((wanted ?? []).map(keyOf))].filter(name => !kept.includes(name))
  return [...kept, ...added].map(name => merged[name])
}

/**
 * What the observed value becomes when `desired` is applied: owned fields are set, fields that were applied last time
 * and are no longer desired go away, all others survive. Lists are replaced whole unless all their items share a merge
 * key. A desired value of another type than the observed object counts as empty: so does the real one.
 */
export const merge = (versions: Versions): unknown => {
  const { observed, lastApplied, desired } = versions
  if (Array.isArray(observed)) return mergeItems(observed, versions)
  if (!isRecord(observed)) return desired
  return mergeFields({ observed, lastApplied: fieldsOf(lastApplied), desired: fieldsOf(desired) })
}
