import Ajv, { type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { type Plural, property, type Schema, schemaOf } from '../manifests/crd'

/**
 * The CEL rules of what hooks and agents write, by their text, as functions of what `self` is. A rule that is not here
 * stops the tests, so that none is forgotten; the API server itself plays all of them in test/cluster.
 */
const RULES: Readonly<Record<string, (self: never) => boolean>> = {
  "has(self.reboot) == (self.step == 'Reboot')": ({ reboot, step }: { reboot?: unknown; step?: unknown }) =>
    (reboot !== undefined) === (step === 'Reboot'),
}

type Rule = { readonly rule: string; readonly message: string }

const ajv = addFormats(new Ajv({ strict: false }))
  .removeKeyword('x-kubernetes-validations')
  .removeKeyword('x-kubernetes-list-map-keys')

ajv.addKeyword({
  keyword: 'x-kubernetes-validations',
  compile: (rules: ReadonlyArray<Rule>) => {
    const played = rules.map(({ rule }) => {
      const holds = RULES[rule]
      if (holds === undefined) throw new Error(`fits-schema.ts does not know the rule ${rule}: add it`)
      return holds
    })
    return (self: unknown) => played.every(holds => holds(self as never))
  },
})
ajv.addKeyword({
  keyword: 'x-kubernetes-list-map-keys',
  type: 'array',
  compile: (keys: ReadonlyArray<string>) => (items: ReadonlyArray<Readonly<Record<string, unknown>>>) => {
    const seen = new Set(items.map(item => keys.map(key => String(item[key])).join('\n')))
    return seen.size === items.length
  },
})

/** A field that the schema does not have would be dropped without a word, so it is refused here. */
const closed = (schema: Schema): Schema => ({
  ...schema,
  ...(schema.items && { items: closed(schema.items) }),
  ...(typeof schema.additionalProperties === 'object' && { additionalProperties: closed(schema.additionalProperties) }),
  ...(schema.properties && {
    properties: Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, closed(inner)])),
    additionalProperties: false as unknown as Schema,
  }),
})

type Part = 'spec' | 'status'
const compiled = new Map<string, ValidateFunction>()

const validatorOf = (plural: Plural, part: Part): ValidateFunction => {
  const key = `${plural} ${part}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const validate = ajv.compile(closed(property(schemaOf(plural), part)))
  compiled.set(key, validate)
  return validate
}

/** Why the API server would refuse this spec or status, or store less than was sent; undefined when it takes it whole. */
export const misfitOf = (plural: Plural, part: Part, value: unknown): string | undefined => {
  const validate = validatorOf(plural, part)
  if (validate(value)) return undefined
  const [{ instancePath = '', message = '', params } = {}] = validate.errors ?? []
  const extra = (params as { readonly additionalProperty?: string } | undefined)?.additionalProperty
  const field = `${part}${instancePath.replaceAll('/', '.')}${extra === undefined ? '' : `.${extra}`}`
  return `${field} ${extra === undefined ? message : 'is in no schema'}`
}

/** k8s.io/apimachinery pkg/util/validation: IsValidLabelValue; pkg/api/validation: TotalAnnotationSizeLimitB. */
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const MOST_LABEL = 63
const MOST_ANNOTATIONS = 262_144

type Strings = Readonly<Record<string, string>>

/** Why the API server would refuse these labels or annotations. */
export const metadataMisfit = ({
  labels = {},
  annotations = {},
}: {
  readonly labels?: Strings
  readonly annotations?: Strings
}): string | undefined => {
  for (const [key, value] of Object.entries(labels))
    if (value.length > MOST_LABEL || !LABEL_VALUE.test(value)) return `label ${key} cannot be "${value.slice(0, 80)}"`
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) bytes += key.length + Buffer.byteLength(value)
  return bytes > MOST_ANNOTATIONS ? `annotations take ${bytes} bytes` : undefined
}
