import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { chartFolder } from '../../../testbed/helm/chart-folder'
import { helmProgram } from '../../../testbed/helm/helm'
import { type Binaries, kubernetesBinaries } from '../../../testbed/tools/binaries'
import { type Ended, runProgram } from '../../../testbed/tools/run-program'

const MANIFESTS = join(__dirname, '../../../manifests')
const KEEP = 'helm.sh/resource-policy'

interface Container {
  readonly env?: ReadonlyArray<{ readonly name: string }>
}
interface Rendered {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: ReadonlyArray<Container> } } }
}

const idOf = ({ kind, metadata }: Rendered): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`

/** The order of variables means nothing, and Kustomize puts those of a patch first. */
const withSortedEnv = (object: Rendered): unknown =>
  JSON.parse(
    JSON.stringify(object, (key, value) =>
      ['env', 'ports', 'volumeMounts', 'volumes'].includes(key) && Array.isArray(value)
        ? value.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1))
        : value,
    ),
  )

/** Without what keeps an object when the release is uninstalled, which is for Helm alone. */
const withoutKeep = (object: Rendered): Rendered => {
  const { [KEEP]: _, ...annotations } = object.metadata.annotations ?? {}
  const rest = Object.keys(annotations).length === 0 ? undefined : annotations
  return { ...object, metadata: { ...object.metadata, annotations: rest } }
}

const objectsIn = (text: string): ReadonlyMap<string, unknown> =>
  new Map(
    parseAllDocuments(text)
      .map(document => document.toJS() as Rendered | null)
      .filter(object => object !== null)
      // The namespace is that of the release.
      .filter(({ kind }) => kind !== 'Namespace')
      .map(object => [idOf(object), withSortedEnv(withoutKeep(object))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

describe('the Helm chart, rendered by Helm', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-chart-'))
  let helm: string
  let binaries: Binaries
  let chart: string

  before(async function () {
    this.timeout(900_000) // The first run builds Helm and the Kubernetes programs.
    helm = await helmProgram()
    binaries = await kubernetesBinaries(() => undefined)
    chart = chartFolder(dir)
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  const template = (...flags: ReadonlyArray<string>): Promise<Ended> =>
    runProgram(helm, ['template', 'bootc-operator', chart, '--namespace=bootc-operator', ...flags], {
      env: { HOME: dir, PATH: process.env['PATH'] },
    })

  const rendered = async (...flags: ReadonlyArray<string>): Promise<string> => {
    const { code, stdout, stderr } = await template(...flags)
    assert.equal(code, 0, stderr)
    return stdout
  }

  const kustomized = async (overlay: string): Promise<string> => {
    const { code, stdout, stderr } = await runProgram(binaries.kubectl, ['kustomize', join(MANIFESTS, overlay)])
    assert.equal(code, 0, stderr)
    return stdout
  }

  it('is found well by helm lint', async () => {
    const { code, stdout, stderr } = await runProgram(helm, ['lint', '--strict', '--namespace=bootc-operator', chart])
    assert.equal(code, 0, stdout + stderr)
  })

  it('has the objects of install.yaml, and keeps CRDs and the account of the agents when it is uninstalled', async () => {
    const text = await rendered()
    assert.deepEqual(objectsIn(text), objectsIn(readFileSync(join(MANIFESTS, 'install.yaml'), 'utf8')))
    const kept = parseAllDocuments(text)
      .map(document => document.toJS() as Rendered)
      .filter(({ metadata }) => metadata.annotations?.[KEEP] === 'keep')
    assert.deepEqual(kept.filter(({ kind }) => kind !== 'CustomResourceDefinition').map(idOf), [
      'ServiceAccount bootc-operator/bootc-agent',
    ])
    assert.equal(kept.length - 1, text.match(/^kind: CustomResourceDefinition$/gm)?.length)
  })

  it('without Metacontroller has those of the overlay beside an existing one', async () =>
    assert.deepEqual(
      objectsIn(await rendered('--set=metacontroller.enabled=false')),
      objectsIn(await kustomized('overlays/existing-metacontroller')),
    ))

  it('names the Metacontroller that is there wherever it matters', async () => {
    const text = await rendered(
      '--set=metacontroller.enabled=false',
      '--set=metacontroller.existing.namespace=mc-system',
      '--set=metacontroller.existing.serviceAccount=mc',
    )
    assert.doesNotMatch(text, /metacontroller:metacontroller|: metacontroller$/m)
    assert.match(text, /system:serviceaccount:mc-system:mc'/)
  })

  it('for OpenShift has those of its overlay', async () =>
    assert.deepEqual(
      objectsIn(await rendered('--set=openshift=true')),
      objectsIn(await kustomized('overlays/openshift')),
    ))

  it('puts every value where it belongs', async () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const text = await rendered(
      `--set=image.repository=registry.example:5000/team/op,image.digest=${digest}`,
      '--set=imagePullSecrets[0].name=mine',
      '--set=logLevel=debug,metacontroller.logLevel=error',
      '--set=resources.limits.memory=1Gi',
      '--set=registries.insecure={registry.lab.example:5000,other.example}',
      '--set=registries.ca=-----BEGIN CERTIFICATE-----',
      '--set=registries.logins.registry\\.example\\.com=gitlab.example.com',
    )
    const objects = objectsIn(text)
    const deployment = JSON.stringify(objects.get('Deployment bootc-operator/bootc-operator'))
    assert.ok(deployment.includes(`"image":"registry.example:5000/team/op@${digest}"`))
    assert.ok(deployment.includes('"imagePullSecrets":[{"name":"mine"}]'))
    assert.ok(deployment.includes('{"name":"LOG_LEVEL","value":"debug"}'))
    assert.ok(deployment.includes('--zap-log-level=error'))
    assert.ok(deployment.includes('"limits":{"memory":"1Gi"}'))
    assert.match(deployment, /"checksum\/registries":"[0-9a-f]{64}"/)
    for (const account of ['bootc-operator', 'bootc-agent']) {
      const found = JSON.stringify(objects.get(`ServiceAccount bootc-operator/${account}`))
      assert.ok(found.includes('"imagePullSecrets":[{"name":"mine"}]'), found)
    }
    const { data } = objects.get('ConfigMap bootc-operator/bootc-registries') as { readonly data: object }
    assert.deepEqual(data, {
      insecure: 'registry.lab.example:5000,other.example',
      'ca.crt': '-----BEGIN CERTIFICATE-----',
      logins: 'registry.example.com=gitlab.example.com\n',
    })
  })

  const refused: ReadonlyArray<readonly [string, string, RegExp]> = [
    ['a misspelt value', 'loglevel=info', /additional properties 'loglevel' not allowed/],
    ['an unknown log level', 'logLevel=loud', /at '\/logLevel': value must be one of 'debug', 'info', 'warn', 'error'/],
    ['an address for a registry', 'registries.insecure={http://r.example}', /at '\/registries\/insecure\/0'/],
    ['an image without tag or digest', 'image.tag=', /at '\/image'/],
  ]
  for (const [name, value, want] of refused) {
    it(`refuses ${name} with the message of the schema`, async () => {
      const { code, stderr } = await template(`--set=${value}`)
      assert.equal(code, 1)
      assert.match(stderr, want)
    })
  }

  it('refuses another namespace', async () => {
    const { code, stderr } = await runProgram(helm, ['template', 'bootc-operator', chart, '--namespace=default'])
    assert.equal(code, 1)
    assert.match(
      stderr,
      /rights and policies are for namespace bootc-operator, not default: install it with --namespace/,
    )
  })
})
