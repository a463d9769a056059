import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** What of a structural schema the tests look at. */
export interface Schema {
  readonly description?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema
  readonly items?: Schema
  readonly required?: ReadonlyArray<string>
  readonly enum?: ReadonlyArray<string>
  readonly default?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-validations'?: ReadonlyArray<{ readonly rule: string; readonly message: string }>
}

export const CRD_FOLDER = join(__dirname, '../../manifests/crds')

export const PLURALS = ['bootcnodepools', 'bootcrollouts', 'bootcnodeupdates', 'bootcpoolscopes'] as const
export type Plural = (typeof PLURALS)[number]

/** The schema of a kind's only version. */
export const schemaOf = (plural: Plural): Schema =>
  parse(readFileSync(join(CRD_FOLDER, `${plural}.yaml`), 'utf8')).spec.versions[0].schema.openAPIV3Schema

/** One property of an object's schema; throws when there is none. */
export const property = (schema: Schema, name: string): Schema => {
  const found = schema.properties?.[name]
  if (found === undefined) throw new Error(`the schema has no property ${name}`)
  return found
}

/** Every schema inside this one, itself first, by its path: `spec.rollout.maintenanceWindows[].start`. */
export const schemasIn = (schema: Schema, path = ''): ReadonlyArray<readonly [string, Schema]> => [
  [path, schema],
  ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    schemasIn(inner, path === '' ? name : `${path}.${name}`),
  ),
  ...(schema.items === undefined ? [] : schemasIn(schema.items, `${path}[]`)),
  ...(schema.additionalProperties === undefined ? [] : schemasIn(schema.additionalProperties, `${path}{}`)),
]
