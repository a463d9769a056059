import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { PATIENCE_SECONDS } from '../support/views'
import { type GuardedCluster, OURS } from './guarded-cluster'

interface Expression {
  readonly expression: string
}

interface Policy {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly generation: number }
  readonly spec: {
    readonly failurePolicy?: string
    readonly matchConstraints: { readonly resourceRules: ReadonlyArray<{ readonly resources: ReadonlyArray<string> }> }
    readonly matchConditions?: ReadonlyArray<Expression>
    readonly variables?: ReadonlyArray<Expression>
    readonly validations: ReadonlyArray<Expression>
  }
  readonly status?: {
    readonly observedGeneration?: number
    readonly typeChecking?: { readonly expressionWarnings?: ReadonlyArray<{ readonly warning: string }> }
  }
}

const KINDS = ['BootcNodePool', 'BootcRollout', 'BootcNodeUpdate', 'BootcPoolScope']

const folder = resolve('manifests/operator')
const texts = readdirSync(folder)
  .filter(name => name.startsWith('admission-'))
  .map(name => readFileSync(join(folder, name), 'utf8'))
const objects = texts.flatMap(text => parseAllDocuments(text).map(document => document.toJS() as Policy))
const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')

/** The API server checks types of validations only, and of no subresource or wildcard: so all is made a validation of the kind. */
const checkable = (policy: Policy, name: string): Policy => {
  const { variables = [], matchConditions = [], validations, matchConstraints } = policy.spec
  const others = [...variables, ...matchConditions].map(({ expression }) => ({
    expression: `[dyn(${expression})] != []`,
  }))
  const resourceRules = matchConstraints.resourceRules.map(rule => ({
    ...rule,
    apiVersions: [rule.resources.some(resource => /^(node|custom)/.test(resource)) ? 'v1' : 'v1alpha1'],
    resources: rule.resources.map(resource =>
      resource === '*/*' ? 'bootcnodeupdates' : (resource.split('/')[0] ?? ''),
    ),
  }))
  const spec = { ...policy.spec, matchConstraints: { resourceRules }, validations: [...validations, ...others] }
  return { ...policy, metadata: { ...policy.metadata, name }, spec }
}

export const describePolicies = (current: () => GuardedCluster): void => {
  describe('the policies', () => {
    before(async () => {
      // A kind is served before it is described, and what is not described is not checked.
      const look = async () => {
        const { stdout } = await current().controlPlane.kubectl('get', '--raw', `/openapi/v3${OURS}`)
        return KINDS.every(kind => stdout.includes(`"kind":"${kind}"`)) || undefined
      }
      await waitFor({ what: 'our kinds to be described', seconds: PATIENCE_SECONDS, look })
    })

    /** What the API server's type check says, once it has looked. */
    const warningsOf = (name: string): Promise<ReadonlyArray<string>> =>
      waitFor({
        what: `policy ${name} to be type-checked`,
        seconds: PATIENCE_SECONDS,
        look: async () => {
          const text = await current().kubectl('get', 'validatingadmissionpolicy', name, '-o', 'json')
          const { metadata, status } = JSON.parse(text) as Policy
          if (status?.observedGeneration !== metadata.generation) return undefined
          return (status.typeChecking?.expressionWarnings ?? []).map(({ warning }) => warning)
        },
      })
    /** Of a copy that is bound to nothing. */
    const warningsAbout = async (policy: Policy, name: string, edit = (text: string): string => text) => {
      const { code, stderr } = await current().controlPlane.apply(edit(JSON.stringify(checkable(policy, name))))
      assert.equal(code, 0, stderr)
      return warningsOf(name)
    }

    for (const policy of policies) {
      const { name } = policy.metadata
      it(`${name} has no type errors`, async () => {
        assert.deepEqual(await warningsOf(name), [])
        assert.deepEqual(await warningsAbout(policy, `checked-${name}`), [])
      })
    }

    for (const policy of policies.filter(({ spec }) => JSON.stringify(spec).includes('bject.metadata'))) {
      const { name } = policy.metadata
      it(`${name} is really type-checked: a field that its kind has not is found`, async () => {
        const warnings = await warningsAbout(policy, `typo-${name}`, text =>
          text.replaceAll('bject.metadata', 'bject.meta'),
        )
        assert.match(warnings.join(), /undefined field 'meta'/)
      })
    }

    it('fail closed, and each is bound to refuse', () => {
      assert.deepEqual(
        policies.filter(({ spec }) => spec.failurePolicy !== 'Fail'),
        [],
      )
      const bindings = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')
      assert.deepEqual(
        bindings.map(({ spec }) => spec),
        policies.map(({ metadata }) => ({ policyName: metadata.name, validationActions: ['Deny'] })),
      )
    })

    it('name one namespace, always as part of a service account', () => {
      const namespaces = texts.flatMap(text => [...text.matchAll(/serviceaccount:([^:]+):/g)].map(([, name]) => name))
      assert.deepEqual([...new Set(namespaces)], ['bootc-operator'])
      assert.equal(
        texts.join().match(/(?<!name: |serviceaccount:|serviceaccount:bootc-operator:)bootc-operator\b/g),
        null,
      )
    })
  })
}
