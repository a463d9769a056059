import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { imageNamed } from '../../install/image-reference'
import { sourcesOf } from '../../install/kustomization'
import { installManifest } from '../../install/manifest'

const MANIFESTS = join(__dirname, '../../manifests')

interface Installed {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

const objectsOf = (text: string): ReadonlyArray<Installed> =>
  parseAllDocuments(text).map(document => document.toJS() as Installed)

const imagesIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^ +image: (\S+:\S+)$/gm)].map(([, image = '']) => image)

describe('install.yaml', () => {
  const text = installManifest(MANIFESTS)
  const objects = objectsOf(text)

  it('is what `npm run manifests` makes now', () =>
    assert.ok(
      readFileSync(join(MANIFESTS, 'install.yaml'), 'utf8') === text,
      'manifests/install.yaml is not current: run `npm run manifests` and commit it',
    ))

  it('has every file of the operator and of the CRDs', () => {
    const { files } = sourcesOf(MANIFESTS)
    const listed = files.map(file => relative(MANIFESTS, file)).sort()
    const there = ['crds', 'operator'].flatMap(folder =>
      readdirSync(join(MANIFESTS, folder))
        .filter(name => name.endsWith('.yaml'))
        .map(name => join(folder, name)),
    )
    assert.deepEqual(
      there.filter(file => !listed.includes(file)),
      [],
      'these are not listed in the Kustomization of their folder',
    )
  })

  it('has each object once', () => {
    const ids = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`)
    assert.deepEqual(
      ids.filter((id, i) => ids.indexOf(id) !== i),
      [],
    )
  })

  it('has no object of a kind that it brings itself: kubectl create could not', () => {
    const brought = new Set(
      objects.flatMap(object =>
        object.kind === 'CustomResourceDefinition'
          ? [(object as unknown as { spec: { names: { kind: string } } }).spec.names.kind]
          : [],
      ),
    )
    assert.equal(brought.size, 7)
    assert.deepEqual(
      objects.filter(({ kind }) => brought.has(kind)),
      [],
    )
  })

  it('creates the namespace before what is in it, and the pod last, when it has its rights', () => {
    const namespace = objects.findIndex(({ kind }) => kind === 'Namespace')
    const firstInIt = objects.findIndex(({ metadata }) => metadata.namespace === 'bootc-operator')
    assert.ok(namespace >= 0 && namespace < firstInIt)
    assert.equal(objects.at(-1)?.kind, 'Deployment')
  })

  it('takes other images by one setting each', () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const other = installManifest(MANIFESTS, [
      imageNamed('bootc-operator', 'registry.example:5000/team/operator:v9'),
      imageNamed('metacontroller', `registry.example/metacontroller@${digest}`),
    ])
    assert.deepEqual(imagesIn(other), [
      'registry.example:5000/team/operator:v9',
      `registry.example/metacontroller@${digest}`,
    ])
  })

  it('refuses an image without tag or digest', () => {
    for (const reference of ['registry.example:5000/operator', 'operator', 'operator@sha256:abc', ''])
      assert.throws(() => imageNamed('bootc-operator', reference), /names no image of bootc-operator/, reference)
  })
})
