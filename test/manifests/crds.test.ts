import assert from 'node:assert/strict'
import Ajv, { type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import type * as t from 'io-ts'
import { REASONS } from '../../agent/bootc/reasons'
import { BootcNodePoolSpec, BootcNodePoolStatus } from '../../hooks/api/bootc-node-pool'
import { BootcNodeUpdateSpec, BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { BootcPoolScopeSpec } from '../../hooks/api/bootc-pool-scope'
import { BootcRolloutSpec, BootcRolloutStatus } from '../../hooks/api/bootc-rollout'
import { IMAGE_REFERENCE_PATTERN } from '../../hooks/api/image'
import { type Plural, property, type Schema, schemaOf, schemasIn } from './crd'
import { everyMutation, mutated, withValue } from './mutate'
import { type Json, valuesOf } from './schema-arbitrary'
import { STRICTER } from './stricter'

type Codec = t.Any

const cases: ReadonlyArray<readonly [string, Plural, 'spec' | 'status', Codec]> = [
  ['pool spec', 'bootcnodepools', 'spec', BootcNodePoolSpec],
  ['pool status', 'bootcnodepools', 'status', BootcNodePoolStatus],
  ['rollout spec', 'bootcrollouts', 'spec', BootcRolloutSpec],
  ['rollout status', 'bootcrollouts', 'status', BootcRolloutStatus],
  ['update spec', 'bootcnodeupdates', 'spec', BootcNodeUpdateSpec],
  ['update status', 'bootcnodeupdates', 'status', BootcNodeUpdateStatus],
  ['scope spec', 'bootcpoolscopes', 'spec', BootcPoolScopeSpec],
]

// CEL rules are left aside here (test/cluster has them): they only ever refuse more.
const ajv = addFormats(new Ajv({ strict: false, allErrors: true, useDefaults: true }))

/** `#/properties/image/properties/ref/maxLength` becomes `image/ref maxLength`, with the name of a format. */
const whereOf = ({ schemaPath, keyword, params }: ErrorObject): string => {
  const path = schemaPath.replace('#/', '').replaceAll('properties/', '').split('/').slice(0, -1).join('/')
  return `${path} ${keyword}${keyword === 'format' ? ` ${params['format']}` : ''}`
}

/** Whether the codec takes just anything at the path of the error, or at a path above: then it does not read it. */
const isUnread = (codec: Codec, value: Json, { instancePath }: ErrorObject): boolean => {
  const path = instancePath.split('/').slice(1)
  return path.some((_, i) => [null, 0, 'x', {}].every(other => codec.is(withValue(value, path.slice(0, i + 1), other))))
}

describe('a CRD and its codec', function () {
  this.timeout(300_000)
  const used = new Set<RegExp>()

  for (const [name, plural, part, codec] of cases) {
    const schema = property(schemaOf(plural), part)
    const validate = ajv.compile(schema)

    /** Compares the two verdicts on one value, with defaults filled in; what is meant to differ is noted in `used`. */
    const compare = (value: Json): 'accepted' | 'rejected' | 'rejected by the CRD alone' => {
      const stored = structuredClone(value)
      const [crd, read] = [validate(stored), codec.is(stored)]
      if (crd) assert.ok(read, 'the CRD accepts what the codec rejects: one such object would stop a whole pool')
      if (crd || !read) return crd ? 'accepted' : 'rejected'
      for (const error of validate.errors ?? []) {
        if (isUnread(codec, stored, error)) continue
        const where = `${name}: ${whereOf(error)}`
        const meant = STRICTER.filter(stricter => stricter.where.test(where))
        assert.ok(meant.length > 0, `the CRD alone rejects, which stricter.ts does not list: ${where}`)
        for (const stricter of meant) used.add(stricter.where)
      }
      return 'rejected by the CRD alone'
    }

    it(`agree that the ${name} is good`, () =>
      fc.assert(fc.property(valuesOf(schema), value => assert.equal(compare(value), 'accepted'))))

    it(`agree about the ${name} with any one field changed`, () => {
      const [complete = null] = fc.sample(valuesOf(schema, true), { numRuns: 1, seed: 1 })
      const verdicts = new Set(everyMutation(complete).map(compare))
      assert.ok(verdicts.has('accepted') && verdicts.has('rejected'))
    })

    it(`agree about the ${name} with a field of any value changed`, () => {
      fc.assert(
        fc.property(mutated(valuesOf(schema)), value => void compare(value)),
        { numRuns: 1000 },
      )
    })
  }

  it('differ nowhere else than stricter.ts says', () =>
    assert.deepEqual(
      STRICTER.filter(({ where }) => !used.has(where)).map(({ where }) => where.source),
      [],
    ))

  it('take every reason that an agent gives for a failed attempt', () => {
    const reason = property(property(property(schemaOf('bootcnodeupdates'), 'status'), 'attempt'), 'reason')
    const missing = REASONS.filter(known => !(reason.enum ?? []).includes(known))
    assert.deepEqual(missing, [], 'add them to the enum in manifests/crds/bootcnodeupdates.yaml')
  })

  it('have the same pattern for image.ref', () => {
    const ref = property(property(property(schemaOf('bootcnodepools'), 'spec'), 'image'), 'ref')
    const rules = ref['x-kubernetes-validations']?.map(({ rule }) => rule)
    assert.ok(rules?.includes(`self.matches(r'${IMAGE_REFERENCE_PATTERN}')`))
  })
})

describe('what the operator copies from pool to rollout and scope', () => {
  const structure = (schema: Schema): Json =>
    JSON.parse(JSON.stringify(schema, (key, value) => (key === 'x-kubernetes-validations' ? undefined : value)))
  const poolSpec = property(schemaOf('bootcnodepools'), 'spec')
  const rolloutSpec = property(schemaOf('bootcrollouts'), 'spec')
  const scopeSpec = property(schemaOf('bootcpoolscopes'), 'spec')
  const {
    paused: _,
    cancelledDigest,
    approvedStep,
    urgentDigest,
    ...settings
  } = property(poolSpec, 'rollout').properties ?? {}

  const copies: ReadonlyArray<readonly [string, Schema, Schema]> = [
    ['rollout settings', { ...property(poolSpec, 'rollout'), properties: settings }, property(rolloutSpec, 'rollout')],
    ['disruption', property(poolSpec, 'disruption'), property(rolloutSpec, 'disruption')],
    ['nodeSelector', property(poolSpec, 'nodeSelector'), property(scopeSpec, 'nodeSelector')],
    ['allNodes', property(poolSpec, 'allNodes'), property(scopeSpec, 'allNodes')],
  ]
  for (const [name, ofPool, copy] of copies) {
    it(`has the same schema, CEL rules aside: ${name}`, () => assert.deepEqual(structure(copy), structure(ofPool)))
  }

  it('has no CEL rule of its own, which could refuse what the pool was allowed', () => {
    const ruled = [...schemasIn(rolloutSpec), ...schemasIn(scopeSpec)].filter(([, s]) => s['x-kubernetes-validations'])
    assert.deepEqual(ruled, [])
  })
})
