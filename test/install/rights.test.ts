import assert from 'node:assert/strict'
import { join } from 'node:path'
import { rightText } from '../../hooks/api/right'
import { documentsIn, installedBy } from '../../install/installed'
import { sourcesOf } from '../../install/kustomization'
import { type ManifestObject, rightsOf } from '../../install/rights'

const MANIFESTS = join(__dirname, '../../manifests')
const all = sourcesOf(MANIFESTS).files.flatMap(documentsIn)

const rightsOfAccount = (name: string): ReadonlyArray<string> =>
  rightsOf(all, { name, namespace: 'bootc-operator' }).map(({ right }) => rightText(right))

describe('the rights in install.yaml', () => {
  it('are read from the manifests: every verb, resource and name by itself, in the namespace of the binding', () => {
    const manifests: ReadonlyArray<ManifestObject> = [
      {
        kind: 'Role',
        metadata: { name: 'r', namespace: 'n' },
        rules: [
          { apiGroups: [''], resources: ['pods', 'pods/eviction'], verbs: ['get', 'create'] },
          { apiGroups: ['apps'], resources: ['daemonsets'], resourceNames: ['a', 'b'], verbs: ['update'] },
        ],
      },
      { kind: 'Role', metadata: { name: 'r', namespace: 'other' }, rules: [] },
      {
        kind: 'RoleBinding',
        metadata: { name: 'b', namespace: 'n' },
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [{ kind: 'ServiceAccount', name: 's', namespace: 'n' }],
      },
    ]
    const rights = rightsOf(manifests, { name: 's', namespace: 'n' }).map(({ right }) => rightText(right))
    assert.deepEqual(rights, [
      'get pods in n',
      'create pods in n',
      'get pods/eviction in n',
      'create pods/eviction in n',
      'update daemonsets.apps a in n',
      'update daemonsets.apps b in n',
    ])
    assert.deepEqual(rightsOf(manifests, { name: 's', namespace: 'elsewhere' }), [])
  })

  it('have no wildcard', () => {
    const rules = all.flatMap(({ rules = [] }) => rules)
    assert.ok(rules.length > 20)
    assert.doesNotMatch(JSON.stringify(rules), /\*/)
  })

  it('reach Secrets in the namespace of the operator alone, and never by a list', () => {
    const secrets = rightsOfAccount('bootc-operator').filter(right => right.includes(' secrets'))
    assert.deepEqual(
      secrets.filter(right => !right.endsWith(' in bootc-operator') || /^(list|watch|deletecollection)/.test(right)),
      [],
    )
  })

  it('let nobody write workloads outside the namespace of the operator, delete pods or write roles', () => {
    const rights = rightsOfAccount('bootc-operator')
    const writes = rights.filter(right => !/^(get|list|watch) /.test(right) && !right.endsWith(' in bootc-operator'))
    assert.deepEqual(
      writes.filter(right => /(daemonsets|deployments|statefulsets|jobs|roles|bindings|serviceaccounts)/.test(right)),
      [],
    )
    assert.deepEqual(
      rights.filter(right => /^(delete|deletecollection|create|update|patch) pods( |$)/.test(right)),
      [],
    )
  })

  it('of the agent are to read updates and to report', () =>
    assert.deepEqual(rightsOfAccount('bootc-agent'), [
      'get bootcnodeupdates.node.bootc.dev',
      'list bootcnodeupdates.node.bootc.dev',
      'watch bootcnodeupdates.node.bootc.dev',
      'patch bootcnodeupdates.node.bootc.dev/status',
    ]))

  it('are in the self-check, those of Metacontroller apart', () => {
    const { rights } = installedBy(MANIFESTS)
    const texts = [...rights.hooks, ...rights.metacontroller].map(rightText)
    assert.deepEqual(texts.toSorted(), rightsOfAccount('bootc-operator').toSorted())
    assert.ok(rights.hooks.map(rightText).includes('create pods/eviction'))
    assert.ok(rights.metacontroller.map(rightText).includes('update bootcnodepools.node.bootc.dev/status'))
    assert.ok(!rights.hooks.map(rightText).includes('update bootcnodepools.node.bootc.dev/status'))
  })

  it('let the self-check look at every policy and CRD of ours, and at no others', () => {
    const { policies, crds } = installedBy(MANIFESTS)
    const wanted = [
      ...policies.map(({ kind, name }) => {
        const resource = kind === 'ValidatingAdmissionPolicy' ? 'policies' : 'policybindings'
        return `get validatingadmission${resource}.admissionregistration.k8s.io ${name}`
      }),
      ...crds.map(name => `get customresourcedefinitions.apiextensions.k8s.io ${name}`),
    ]
    const looks = rightsOfAccount('bootc-operator').filter(right => /^get (validating|custom)/.test(right))
    assert.ok(policies.length > 0)
    assert.deepEqual(looks.toSorted(), wanted.toSorted())
  })
})
