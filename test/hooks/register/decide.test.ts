import assert from 'node:assert/strict'
import type { Controller } from '../../../hooks/api/controller'
import { OPERATOR_VERSION, VERSION_ANNOTATION } from '../../../hooks/api/version'
import { decideRegistration } from '../../../hooks/register/decide'
import { wantedController } from '../../../hooks/register/wanted'

const manifest: Controller = {
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'DecoratorController',
  metadata: { name: 'bootc-node-sync', labels: { part: 'bootc-operator' } },
  spec: { hooks: { sync: { webhook: { url: 'http://127.0.0.1:8080/node-sync' } } } },
}
const wanted = wantedController(manifest, 'http://hooks.example:9')

const observed = (changes: Partial<Controller['metadata']> = {}): Controller => ({
  ...wanted,
  metadata: { ...wanted.metadata, resourceVersion: '7', generation: 3, ...changes },
})
const ofVersion = (version: string): Controller => observed({ annotations: { [VERSION_ANNOTATION]: version } })

describe('a controller that is registered', () => {
  it('is told where the hooks are', () =>
    assert.deepEqual(wanted.spec, { hooks: { sync: { webhook: { url: 'http://hooks.example:9/node-sync' } } } }))

  it('is told which key to send, where there is one', () => {
    const key = { namespace: 'bootc-operator', name: 'bootc-hooks-key', key: 'key' }
    const webhook = {
      url: 'http://hooks.example:9/node-sync',
      authorization: { type: 'Bearer', secretRef: key },
    }
    assert.deepEqual(wantedController(manifest, 'http://hooks.example:9', key).spec, { hooks: { sync: { webhook } } })
  })

  it('says which version registered it', () =>
    assert.equal(wanted.metadata.annotations?.[VERSION_ANNOTATION], OPERATOR_VERSION))

  const cases = [
    { name: 'is created when there is none', observed: undefined, known: undefined, want: 'create' },
    { name: 'is created again when it was deleted', observed: undefined, known: 3, want: 'create' },
    { name: 'is written once by a new process', observed: observed(), known: undefined, want: 'replace' },
    { name: 'is left alone while nobody changes it', observed: observed(), known: 3, want: 'leave' },
    { name: 'is repaired when its spec was changed', observed: observed({ generation: 4 }), known: 3, want: 'replace' },
    { name: 'is repaired when it lost its label', observed: observed({ labels: {} }), known: 3, want: 'replace' },
    {
      name: 'is repaired when its label was changed',
      observed: observed({ labels: { part: 'x' } }),
      known: 3,
      want: 'replace',
    },
    { name: 'is taken over from an older version', observed: ofVersion('0.0.9'), known: undefined, want: 'replace' },
    {
      name: 'is taken over when it has no version',
      observed: observed({ annotations: {} }),
      known: undefined,
      want: 'replace',
    },
    { name: 'is left to a newer version', observed: ofVersion('99.0.0'), known: undefined, want: 'refuse' },
    {
      name: 'is left to a newer version that came in between',
      observed: ofVersion('99.0.0'),
      known: 3,
      want: 'refuse',
    },
  ]
  for (const { name, observed, known, want } of cases)
    it(name, () => assert.equal(decideRegistration(wanted, observed, known).step, want))

  it('keeps the labels, annotations and resourceVersion that others gave it, and nothing of their spec', () => {
    const theirs = { ...observed({ generation: 4, labels: { part: 'x', team: 'a' }, annotations: { note: 'b' } }) }
    const decided = decideRegistration(wanted, { ...theirs, spec: { hooks: { finalize: {} } } }, 3)
    assert.ok(decided.step === 'replace')
    assert.deepEqual(decided.by.spec, wanted.spec)
    assert.deepEqual(decided.by.metadata.labels, { part: 'bootc-operator', team: 'a' })
    assert.deepEqual(decided.by.metadata.annotations, { note: 'b', [VERSION_ANNOTATION]: OPERATOR_VERSION })
    assert.equal(decided.by.metadata.resourceVersion, '7')
  })

  it('of a newer version: the message says how to go back', () => {
    const decided = decideRegistration(wanted, ofVersion('99.0.0'), undefined)
    assert.ok(decided.step === 'refuse')
    assert.match(decided.message, /DecoratorController bootc-node-sync was registered by version 99\.0\.0.*delete/)
  })
})
