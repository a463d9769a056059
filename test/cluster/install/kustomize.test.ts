import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { type Binaries, kubernetesBinaries } from '../../../testbed/tools/binaries'
import { runProgram } from '../../../testbed/tools/run-program'

const MANIFESTS = join(__dirname, '../../../manifests')
const OVERLAY = join(MANIFESTS, 'overlays/existing-metacontroller')

interface Container {
  readonly name: string
  readonly image: string
  readonly env?: ReadonlyArray<{ readonly name: string; readonly value?: string }>
  readonly ports?: ReadonlyArray<{ readonly name: string; readonly containerPort: number }>
}
interface Built {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: ReadonlyArray<Container> } } }
  readonly subjects?: ReadonlyArray<{ readonly name: string; readonly namespace: string }>
}

const objectsIn = (text: string): ReadonlyArray<Built> =>
  parseAllDocuments(text).map(document => document.toJS() as Built)
const idOf = ({ kind, metadata }: Built): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`

describe('Kustomize', () => {
  let binaries: Binaries
  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    binaries = await kubernetesBinaries(() => undefined)
  })

  const build = async (folder: string): Promise<ReadonlyArray<Built>> => {
    const { code, stdout, stderr } = await runProgram(binaries.kubectl, ['kustomize', folder])
    assert.equal(code, 0, stderr)
    return objectsIn(stdout)
  }

  it('makes of the base what install.yaml has, in the same order', async () => {
    const want = objectsIn(readFileSync(join(MANIFESTS, 'install.yaml'), 'utf8'))
    assert.deepEqual(await build(MANIFESTS), want)
  })

  describe('with a Metacontroller that is there already', () => {
    let objects: ReadonlyArray<Built>
    before(async () => {
      objects = await build(OVERLAY)
    })
    const container = (): Container => {
      const [hooks, ...others] = objects.at(-1)?.spec?.template?.spec.containers ?? []
      const deployment = objects.find(({ kind }) => kind === 'Deployment')
      const all = deployment?.spec?.template?.spec.containers ?? []
      assert.deepEqual(
        [...others, ...all].filter(({ name }) => name !== 'hooks'),
        [],
      )
      const found = hooks ?? all[0]
      assert.ok(found)
      return found
    }

    it('differs from the base in what it leaves out and adds, and in nothing else', async () => {
      const base = (await build(MANIFESTS)).map(idOf)
      const ours = objects.map(idOf)
      assert.deepEqual(
        base.filter(id => !ours.includes(id)),
        ['compositecontrollers', 'decoratorcontrollers', 'controllerrevisions'].map(
          name => `CustomResourceDefinition /${name}.metacontroller.k8s.io`,
        ),
      )
      assert.deepEqual(
        ours.filter(id => !base.includes(id)),
        ['Service bootc-operator/bootc-operator-hooks', 'NetworkPolicy bootc-operator/bootc-operator-hooks'],
      )
    })

    it('runs no second one, and lets the hooks be reached by their Service', () => {
      const { env = [], ports = [] } = container()
      const value = (name: string): string | undefined => env.find(variable => variable.name === name)?.value
      assert.equal(value('HOOKS_HOST'), '0.0.0.0')
      assert.equal(value('HOOKS_URL'), 'http://bootc-operator-hooks.bootc-operator.svc:8080')
      assert.equal(ports.find(({ name }) => name === 'hooks')?.containerPort, Number(value('HOOKS_PORT')))
    })

    it('gives that one the rights on our kinds, and takes it for the operator in every policy', () => {
      const bindings = objects.filter(
        ({ kind, metadata }) => kind.endsWith('Binding') && metadata.name === 'bootc-operator-metacontroller',
      )
      assert.equal(bindings.length, 3)
      for (const { subjects } of bindings)
        assert.deepEqual(
          subjects?.map(({ name, namespace }) => `${namespace}/${name}`),
          ['metacontroller/metacontroller'],
        )
      const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
      const named = policies.filter(policy => JSON.stringify(policy).includes(':bootc-operator:bootc-operator'))
      for (const policy of named)
        assert.match(
          JSON.stringify(policy),
          /system:serviceaccount:metacontroller:metacontroller/,
          policy.metadata.name,
        )
    })
  })
})
