import assert from 'node:assert/strict'
import { CRD_TITLE } from '../../../hooks/api/names'
import { OPERATOR_VERSION } from '../../../hooks/api/version'
import type { Installation } from '../../../hooks/ports/installation'
import { checkInstallation, type Expected } from '../../../hooks/self-check/check'
import { keepChecked } from '../../../hooks/self-check/keep-checked'
import { refusalOfServer } from '../../../hooks/self-check/server-version'

const EXPECTED: Expected = {
  crds: ['pools.node.bootc.dev'],
  policies: [{ kind: 'ValidatingAdmissionPolicy', name: 'agents', path: '/policies/agents' }],
  rights: [
    { verb: 'patch', group: '', resource: 'nodes' },
    { verb: 'create', group: '', resource: 'pods', subresource: 'eviction' },
    { verb: 'get', group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease' },
  ],
}

const anInstallation = (changes: Partial<Installation> = {}): Installation => ({
  serverVersion: async () => 'v1.36.3',
  mayI: async () => true,
  crdVersion: async () => OPERATOR_VERSION,
  crdTitle: async () => CRD_TITLE,
  servedKinds: async () => [],
  exists: async () => true,
  imageOf: async () => undefined,
  ...changes,
})

const messagesOf = async (changes: Partial<Installation>): Promise<ReadonlyArray<string>> =>
  (await checkInstallation(EXPECTED, anInstallation(changes))).map(({ reason, message }) => `${reason}: ${message}`)

describe('the self-check', () => {
  const cases: ReadonlyArray<readonly [string, Partial<Installation>, RegExp | undefined]> = [
    ['finds nothing where all is well', {}, undefined],
    ['takes a newer CRD', { crdVersion: async () => '99.0.0' }, undefined],
    [
      'names a right that is missing',
      { mayI: async ({ subresource }) => subresource !== 'eviction' },
      /^RightsMissing: the operator may not create pods\/eviction: apply install\.yaml/,
    ],
    [
      'names the namespace of a right',
      { mayI: async ({ namespace }) => namespace === undefined },
      /may not get leases\.coordination\.k8s\.io in kube-node-lease:/,
    ],
    [
      'names an older CRD',
      { crdVersion: async () => '0.0.1' },
      /^CRDsOutdated: CRD pools\S+ is of version 0\.0\.1, .*0\.1\.0/,
    ],
    [
      'names a CRD without a version',
      { crdVersion: async () => undefined },
      /is of an older version, this operator is/,
    ],
    ['names a CRD that is missing', { crdVersion: async () => 'missing' }, /CRD pools\S+ is missing: apply/],
    [
      'names a policy that is missing',
      { exists: async () => false },
      /^PoliciesMissing: ValidatingAdmissionPolicy agents is/,
    ],
    [
      'says what it could not look at',
      { exists: () => Promise.reject(new Error('it is away')) },
      /^SelfCheckFailed: ValidatingAdmissionPolicy agents cannot be looked at: it is away$/,
    ],
  ]
  for (const [name, changes, want] of cases) {
    it(name, async () => {
      const messages = await messagesOf(changes)
      assert.equal(messages.length, want === undefined ? 0 : 1, messages.join('\n'))
      if (want !== undefined) assert.match(messages[0] ?? '', want)
    })
  }

  it('is repeated until all is well, tells each problem once, and then asks no more', async () => {
    const answers = [['a', 'b'], ['a'], ['a'], []]
    const told: string[] = []
    let checks = 0
    await new Promise<void>(well =>
      keepChecked({
        check: async () => (answers[checks++] ?? []).map(message => ({ reason: 'RightsMissing', message })),
        noteProblem: ({ message }) => void told.push(message),
        noteHealthy: well,
        intervalMs: 1,
      }),
    )
    assert.deepEqual(told, ['a', 'b'])
    assert.equal(checks, 4)
  })
})

describe('a cluster', () => {
  const accepted = ['v1.30.0', 'v1.36.3+k3s1', 'v1.30.0-eks-036c24b', 'v2.0.1', 'nightly']
  for (const version of accepted) it(`of ${version} will do`, () => assert.equal(refusalOfServer(version), undefined))

  for (const version of ['v1.29.15', 'v1.9.0', 'v0.31.0'])
    it(`of ${version} is refused`, () =>
      assert.equal(
        refusalOfServer(version),
        `this cluster runs Kubernetes ${version}, the operator needs 1.30 or newer: upgrade the cluster first`,
      ))
})
