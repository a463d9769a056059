import * as E from 'fp-ts/Either'
import { isKubernetesObject, isRecord, type KubernetesObject } from './kubernetes-object'
import type { RelatedRule } from './related-rule'

type Fields = Readonly<Record<string, unknown>>
/** Says what a value must be when it is not, e.g. `an object`. */
type Check = (value: unknown) => string | undefined
type Shape = Readonly<Record<string, Check>>

export interface CompositeAnswer {
  readonly status: Fields | undefined
  readonly children: ReadonlyArray<KubernetesObject>
  readonly resyncAfterSeconds: number
}

export interface DecoratorAnswer {
  readonly labels: Readonly<Record<string, string | null>>
  readonly annotations: Readonly<Record<string, string | null>>
  readonly status: Fields | undefined
  readonly attachments: ReadonlyArray<KubernetesObject>
  readonly resyncAfterSeconds: number
}

const anObject: Check = value => (isRecord(value) ? undefined : 'an object')
const aNumber: Check = value => (typeof value === 'number' ? undefined : 'a number')
const aBoolean: Check = value => (typeof value === 'boolean' ? undefined : 'a boolean')
const objects: Check = value =>
  Array.isArray(value) && value.every(isKubernetesObject)
    ? undefined
    : 'a list of objects with apiVersion, kind and metadata.name'
const texts: Check = value =>
  isRecord(value) && Object.values(value).every(text => text === null || typeof text === 'string')
    ? undefined
    : 'an object of strings and nulls'

const COMPOSITE: Shape = { status: anObject, children: objects, resyncAfterSeconds: aNumber, finalized: aBoolean }
const DECORATOR: Shape = {
  labels: texts,
  annotations: texts,
  status: anObject,
  attachments: objects,
  resyncAfterSeconds: aNumber,
  finalized: aBoolean,
}
const RULE_FIELDS = ['apiVersion', 'resource', 'labelSelector', 'namespace', 'namespaceSelector', 'names']
const rules: Check = value =>
  Array.isArray(value) &&
  value.every(rule => isRecord(rule) && Object.keys(rule).every(key => RULE_FIELDS.includes(key)))
    ? undefined
    : `a list of objects with no other fields than ${RULE_FIELDS.join(', ')}`
const CUSTOMIZE: Shape = { relatedResources: rules }

/** The fields of an answer, without those that are null: for every field null means the same as leaving it out. */
const fieldsOf = (body: unknown, shape: Shape, strict: boolean): E.Either<string, Fields> => {
  if (!isRecord(body)) return E.left('the answer is not an object')
  const given = Object.entries(body).filter(([, value]) => value !== null)
  for (const field of Object.keys(body)) {
    if (strict && !(field in shape)) return E.left(`strict validation failed: unknown field "${field}"`)
  }
  for (const [field, value] of given) {
    const expected = shape[field]?.(value)
    if (expected !== undefined) return E.left(`${field} is not ${expected}`)
  }
  return E.right(Object.fromEntries(given))
}

export const readCompositeAnswer = (body: unknown, strict: boolean): E.Either<string, CompositeAnswer> =>
  E.map((fields: Fields) => ({
    status: fields['status'] as Fields | undefined,
    children: (fields['children'] ?? []) as ReadonlyArray<KubernetesObject>,
    resyncAfterSeconds: (fields['resyncAfterSeconds'] ?? 0) as number,
  }))(fieldsOf(body, COMPOSITE, strict))

export const readDecoratorAnswer = (body: unknown, strict: boolean): E.Either<string, DecoratorAnswer> =>
  E.map((fields: Fields) => ({
    labels: (fields['labels'] ?? {}) as Readonly<Record<string, string | null>>,
    annotations: (fields['annotations'] ?? {}) as Readonly<Record<string, string | null>>,
    status: fields['status'] as Fields | undefined,
    attachments: (fields['attachments'] ?? []) as ReadonlyArray<KubernetesObject>,
    resyncAfterSeconds: (fields['resyncAfterSeconds'] ?? 0) as number,
  }))(fieldsOf(body, DECORATOR, strict))

export const readCustomizeAnswer = (body: unknown, strict: boolean): E.Either<string, ReadonlyArray<RelatedRule>> =>
  E.map((fields: Fields) => (fields['relatedResources'] ?? []) as ReadonlyArray<RelatedRule>)(
    fieldsOf(body, CUSTOMIZE, strict),
  )
