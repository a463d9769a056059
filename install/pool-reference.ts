import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** A JSON schema as CRDs have it, as far as it is shown. */
interface Schema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: ReadonlyArray<unknown>
  readonly required?: ReadonlyArray<string>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly 'x-kubernetes-int-or-string'?: boolean
}

interface Definition {
  readonly spec: {
    readonly versions: ReadonlyArray<{ readonly schema: { readonly openAPIV3Schema: Schema } }>
  }
}

const HEADER = `# BootcNodePool, field by field

Made by \`npm run manifests\` from [the CRD](../manifests/crds/bootcnodepools.yaml); \`kubectl explain bnp.spec\` says the same. A pool with
every field is [a sample](../manifests/samples/pool-full.yaml).
`

const typeOf = (schema: Schema): string => {
  if (schema['x-kubernetes-int-or-string'] === true) return 'number or percent'
  if (schema.enum !== undefined) return schema.enum.map(value => `\`${String(value)}\``).join(', ')
  if (schema.type === 'array') return `list of ${schema.items?.type ?? 'values'}s`
  return schema.type ?? ''
}

/** A pipe would end the table's cell. */
const cell = (text: string): string => text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|')

const rowsOf = (schema: Schema, path: string): ReadonlyArray<string> =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isList = field.type === 'array'
    const at = `${path}${path === '' ? '' : '.'}${name}${isList ? '[]' : ''}`
    const needed = schema.required?.includes(name) === true ? ', required' : ''
    const row = `| \`${at}\` | ${typeOf(field)}${needed} | ${cell(field.description ?? '')} |`
    return [row, ...rowsOf((isList ? field.items : field) ?? {}, at)]
  })

const table = (title: string, schema: Schema): string =>
  [`## ${title}`, '', '| field | type | what it is |', '|---|---|---|', ...rowsOf(schema, ''), ''].join('\n')

/** The text of docs/pool.md: every field of a BootcNodePool as its CRD in `folder` describes it. */
export const poolReference = (folder: string): string => {
  const definition = parse(readFileSync(join(folder, 'crds', 'bootcnodepools.yaml'), 'utf8')) as Definition
  const { spec = {}, status = {} } = definition.spec.versions[0]?.schema.openAPIV3Schema.properties ?? {}
  return [HEADER, table('spec', spec), table('status', status)].join('\n')
}
