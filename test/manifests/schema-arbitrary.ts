import * as fc from 'fast-check'
import type { Schema } from './crd'

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

const [A, B] = [`sha256:${'0123456789abcdef'.repeat(4)}`, `sha256:${'f'.repeat(64)}`]
/** Values for the patterns of our schemas. Strings made from a pattern would take minutes where stars are nested. */
const WORDS = [A, B, `registry.example/os@${A}`, `[::1]:5000/team/os@${B}`, 'os-pull', 'a.b', 'AsExpected', 'As_1,2:x']

const text = ({
  format,
  pattern,
  minLength = 0,
  maxLength = Number.POSITIVE_INFINITY,
}: Schema): fc.Arbitrary<string> => {
  if (format === 'date-time') {
    const [min, max] = [new Date('2000-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z')]
    return fc.date({ min, max, noInvalidDate: true }).map(date => date.toISOString())
  }
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, 20) })
  const fitting = WORDS.filter(word => word.length <= maxLength && new RegExp(pattern, 'u').test(word))
  if (fitting.length === 0) throw new Error(`WORDS has none that matches ${pattern}`)
  return fc.constantFrom(...fitting)
}

const countOrPercent = fc.oneof(
  fc.nat(1000),
  fc.nat(100).map(percent => `${percent}%`),
)

/** Valid values of a schema, defaults not filled in. `complete` leaves out no optional field and makes no list empty. */
export const valuesOf = (schema: Schema, complete = false): fc.Arbitrary<Json> => {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema['x-kubernetes-int-or-string'] === true) return countOrPercent
  const { minimum: min = 0, maximum: max = 100_000 } = schema
  switch (schema.type) {
    case 'string':
      return text(schema)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min, max })
    case 'number':
      return fc.double({ min, max, noNaN: true, noDefaultInfinity: true })
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, complete), { minLength: complete ? 1 : 0, maxLength: 3 })
    case 'object':
      return objectsOf(schema, complete)
    default:
      throw new Error(`no values for a schema of type ${schema.type}`)
  }
}

const objectsOf = ({ properties, additionalProperties, required = [] }: Schema, complete: boolean) => {
  if (additionalProperties !== undefined) {
    const values = valuesOf(additionalProperties, complete)
    return fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), values, { minKeys: complete ? 1 : 0, maxKeys: 3 })
  }
  const fields = Object.entries(properties ?? {}).map(([name, inner]) => [name, valuesOf(inner, complete)] as const)
  const model = Object.fromEntries(fields)
  // fast-check types required keys by the model's own keys, which are known at run time alone.
  return fc.record(model, { noNullPrototype: true, requiredKeys: complete ? Object.keys(model) : [...required] })
}
