import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { property, type Schema, schemaOf } from './crd'
import type { Json } from './schema-arbitrary'

const read = (name: string): string => readFileSync(join(__dirname, '../../manifests/samples', name), 'utf8')

/** Paths of fields that the schema has and the value lacks; of a list those that no item has. */
const missing = (schema: Schema, value: Json | undefined, path: string): ReadonlyArray<string> => {
  if (value === undefined) return [path]
  if (Array.isArray(value)) {
    const [first = [path], ...others] = value.map(item => missing(schema.items ?? {}, item, `${path}[]`))
    return first.filter(field => others.every(lacks => lacks.includes(field)))
  }
  const fields = new Map<string, Json>(typeof value === 'object' ? Object.entries(value ?? {}) : [])
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    missing(inner, fields.get(name), `${path}.${name}`),
  )
}

describe('the samples', () => {
  it('the full pool has every field that there is', () =>
    assert.deepEqual(
      missing(property(schemaOf('bootcnodepools'), 'spec'), parse(read('pool-full.yaml')).spec, 'spec'),
      [],
    ))

  it('the minimal pool is eight lines', () => assert.equal(read('pool-minimal.yaml').trimEnd().split('\n').length, 8))
})
