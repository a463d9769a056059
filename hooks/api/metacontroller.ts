import * as t from 'io-ts'
import type { LabelSelector } from './label-selector'

/** Observed objects of one kind by name, as Metacontroller posts them. */
export const byName = <C extends t.Mixed>(codec: C) => t.record(t.string, codec)

/**
 * For a hook that declares none: a registration of an older version still posts children or attachments, and an answer without
 * them would delete them all.
 */
export const noneOf = (what: string) =>
  t.refinement(
    t.UnknownRecord,
    objects => Object.keys(objects).length === 0,
    `no ${what}: the registration is of an older version`,
  )

/** One of them; a plain look-up would find what every object has, under names like `constructor`. */
export const findByName = <T>(objects: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(objects, name) ? objects[name] : undefined

/** An object that a hook wants: never an observed one echoed, or its defaults would become ours. */
export interface DesiredObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: object
}

/** The answer of a composite's sync hook (version v2, which refuses any other field). */
export interface CompositeResponse {
  readonly status: object
  readonly children: ReadonlyArray<DesiredObject>
  readonly resyncAfterSeconds?: number
}

/** The answer of a decorator's sync hook, which adds labels only. A label that is null is taken away. */
export interface DecoratorResponse {
  readonly labels: Readonly<Record<string, string | null>>
  readonly resyncAfterSeconds?: number
}

export interface RelatedRule {
  readonly apiVersion: string
  readonly resource: string
  readonly labelSelector?: LabelSelector
  readonly names?: ReadonlyArray<string>
}

export interface CustomizeResponse {
  readonly relatedResources: ReadonlyArray<RelatedRule>
}
