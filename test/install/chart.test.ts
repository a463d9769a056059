import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Ajv from 'ajv'
import { parse } from 'yaml'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import { chartFiles } from '../../install/chart/chart'
import { valuesSchema } from '../../install/chart/values-schema'
import { imageNamed } from '../../install/image-reference'
import { sourcesOf } from '../../install/kustomization'

const MANIFESTS = join(__dirname, '../../manifests')

const problemsOf = (values: unknown): ReadonlyArray<string> => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(valuesSchema)
  validate(values)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('the Helm chart', () => {
  const files = chartFiles(MANIFESTS, OPERATOR_VERSION)
  const values = parse(files['values.yaml'] ?? '')

  it('has a template for each file of install.yaml but the namespace, which is that of the release', () => {
    const want = sourcesOf(MANIFESTS)
      .files.filter(file => basename(file) !== 'namespace.yaml')
      .map(file => `templates/${basename(dirname(file))}-${basename(file)}`)
    assert.deepEqual(
      want.filter(name => files[name] === undefined),
      [],
    )
  })

  it('is of the version of package.json, and says from which Kubernetes on it works', () => {
    const { version, appVersion, kubeVersion } = parse(files['Chart.yaml'] ?? '')
    assert.deepEqual([version, appVersion, kubeVersion], [OPERATOR_VERSION, OPERATOR_VERSION, '>=1.30.0-0'])
  })

  it('has values that its schema allows, and a description of each in values.yaml', () => {
    assert.deepEqual(problemsOf(values), [])
    const properties = (valuesSchema as { readonly properties: object }).properties
    assert.deepEqual(Object.keys(values), Object.keys(properties).slice(0, -1))
  })

  it('names other images by values, a digest before a tag', () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const other = chartFiles(MANIFESTS, OPERATOR_VERSION, [
      imageNamed('bootc-operator', `registry.example/op@${digest}`),
    ])
    const { image } = parse(other['values.yaml'] ?? '')
    assert.deepEqual(image, { repository: 'registry.example/op', tag: '', digest })
    assert.deepEqual(problemsOf(parse(other['values.yaml'] ?? '')), [])
  })

  it('keeps CRDs when it is uninstalled, and with them all pools', () => {
    const crds = Object.entries(files).filter(([, text]) => text.includes('kind: CustomResourceDefinition'))
    assert.ok(crds.length > 3)
    for (const [name, text] of crds) {
      const count = (pattern: RegExp): number | undefined => text.match(pattern)?.length
      const kept = count(/^ {4}helm\.sh\/resource-policy: keep$/gm)
      assert.equal(kept, count(/^kind: CustomResourceDefinition$/gm), name)
    }
  })

  const wrong: ReadonlyArray<readonly [string, object, RegExp]> = [
    ['a misspelt value', { loglevel: 'info' }, /^ must NOT have additional properties/],
    ['an unknown log level', { logLevel: 'loud' }, /^\/logLevel must be equal to one of/],
    [
      'a tag in the repository',
      { image: { repository: 'registry.example/op:v1', tag: 'v1' } },
      /^\/image\/repository must match/,
    ],
    [
      'an image without tag or digest',
      { image: { repository: 'registry.example/op', tag: '', digest: '' } },
      /^\/image\/(tag|digest) must NOT have fewer/,
    ],
    [
      'a digest that is none',
      { image: { repository: 'r.example/op', digest: 'sha256:abc' } },
      /^\/image\/digest must match/,
    ],
    ['a pull secret by its name alone', { imagePullSecrets: ['mine'] }, /^\/imagePullSecrets\/0 must be object/],
    [
      'an address for a registry',
      { registries: { insecure: ['http://r.example'] } },
      /^\/registries\/insecure\/0 must match/,
    ],
    ['a path for an authority', { registries: { ca: '/etc/ca.crt' } }, /^\/registries\/ca must match/],
    [
      'memory without a unit that exists',
      { resources: { limits: { memory: '1GB' } } },
      /^\/resources\/limits\/memory must/,
    ],
    ['a word for a switch', { openshift: 'yes' }, /^\/openshift must be boolean/],
  ]
  for (const [name, given, want] of wrong) {
    it(`refuses ${name}`, () => {
      const problems = problemsOf({ ...values, ...given })
      assert.ok(
        problems.some(problem => want.test(problem)),
        `got ${problems.join('; ') || 'no problem'}`,
      )
    })
  }

  it('is not made of a source that lacks what a value replaces', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootc-chart-'))
    after(() => rmSync(folder, { recursive: true }))
    cpSync(MANIFESTS, folder, { recursive: true })
    const file = join(folder, 'operator/deployment.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('name: LOG_LEVEL', 'name: LOGGING'))
    assert.throws(
      () => chartFiles(folder, OPERATOR_VERSION),
      /LOG_LEVEL.* once in a source of the chart, found it 0 times/,
    )
  })
})
