import * as E from 'fp-ts/Either'
import { type HookSpec, readHook } from './hook-spec'
import { isRecord, type KubernetesObject } from './kubernetes-object'
import type { LabelSelector } from './label-selector'

export type UpdateMethod = 'OnDelete' | 'Recreate' | 'InPlace'

export interface ParentRule {
  readonly apiVersion: string
  readonly plural: string
  readonly labelSelector: LabelSelector | undefined
  readonly annotationSelector: LabelSelector | undefined
  readonly ignoreStatusChanges: boolean
}

export interface ChildRule {
  readonly apiVersion: string
  readonly plural: string
  readonly method: UpdateMethod
}

/** What a CompositeController or DecoratorController asks for, as far as the driver plays it. */
export interface ControllerSpec {
  readonly composite: boolean
  readonly name: string
  readonly object: KubernetesObject
  readonly parents: ReadonlyArray<ParentRule>
  readonly children: ReadonlyArray<ChildRule>
  readonly generateSelector: boolean
  readonly resyncPeriodMs: number | undefined
  readonly sync: HookSpec
  readonly customize: HookSpec | undefined
}

/** The shortest resync period, in milliseconds; shorter ones count as this. */
const SHORTEST_RESYNC_MS = 1000

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {})
const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** Annotation selectors have the shape of label selectors but for the name of one field. */
const annotationSelector = (value: unknown): LabelSelector | undefined =>
  isRecord(value)
    ? { ...(value as LabelSelector), matchLabels: fieldsOf(value['matchAnnotations']) as Record<string, string> }
    : undefined

const readParent = (value: unknown): ParentRule => {
  const rule = fieldsOf(value)
  return {
    apiVersion: String(rule['apiVersion']),
    plural: String(rule['resource']),
    labelSelector: rule['labelSelector'] as LabelSelector | undefined,
    annotationSelector: annotationSelector(rule['annotationSelector']),
    ignoreStatusChanges: rule['ignoreStatusChanges'] === true,
  }
}

const readChild = (value: unknown): E.Either<string, ChildRule> => {
  const rule = fieldsOf(value)
  const method = fieldsOf(rule['updateStrategy'])['method'] ?? 'OnDelete'
  if (method !== 'OnDelete' && method !== 'Recreate' && method !== 'InPlace') {
    return E.left(`update method ${String(method)} of ${String(rule['resource'])}`)
  }
  return E.right({ apiVersion: String(rule['apiVersion']), plural: String(rule['resource']), method })
}

/**
 * Reads a controller object. What the real Metacontroller does and the driver does not play is refused, with a sentence
 * that names it, rather than ignored: a test must not pass for want of a feature.
 */
export const readController = (object: KubernetesObject): E.Either<string, ControllerSpec> => {
  const composite = object.kind === 'CompositeController'
  const spec = fieldsOf(object['spec'])
  const hooks = fieldsOf(spec['hooks'])
  const refuse = (what: string): E.Either<string, never> =>
    E.left(
      `${object.kind} ${object.metadata.name}: this test driver does not play ${what}; use the real Metacontroller`,
    )

  if (hooks['finalize'] !== undefined) return refuse('finalize hooks')
  if (listOf(spec['endpointConfigs']).length > 0) return refuse('endpointConfigs')
  const sync = readHook(hooks['sync'])
  if (E.isLeft(sync)) return refuse(`hooks.sync with ${sync.left}`)
  const customize = hooks['customize'] === undefined ? undefined : readHook(hooks['customize'])
  if (customize !== undefined && E.isLeft(customize)) return refuse(`hooks.customize with ${customize.left}`)

  const children: ChildRule[] = []
  for (const value of listOf(composite ? spec['childResources'] : spec['attachments'])) {
    const child = readChild(value)
    if (E.isLeft(child)) return refuse(child.left)
    children.push(child.right)
  }
  const period = spec['resyncPeriodSeconds']
  return E.right({
    composite,
    name: object.metadata.name,
    object,
    parents: (composite ? [spec['parentResource']] : listOf(spec['resources'])).map(readParent),
    children,
    generateSelector: spec['generateSelector'] === true,
    resyncPeriodMs: typeof period === 'number' ? Math.max(SHORTEST_RESYNC_MS, period * 1000) : undefined,
    sync: sync.right,
    customize: customize?.right,
  })
}
