import assert from 'node:assert/strict'
import { applyDesired, LAST_APPLIED, withLastApplied } from '../../../testbed/metacontroller/apply'
import type { KubernetesObject } from '../../../testbed/metacontroller/kubernetes-object'

const desired: KubernetesObject = { apiVersion: 'v1', kind: 'Toy', metadata: { name: 't' }, spec: { b: '<&>', a: 1 } }

const stored = (object: KubernetesObject, changes: Readonly<Record<string, unknown>> = {}): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, uid: 'u1', resourceVersion: '7', generation: 2 },
  status: { phase: 'Mine' },
  ...changes,
})

describe('applying a desired object', () => {
  it('changes nothing when the observed one was made from it', () => {
    assert.equal(applyDesired(stored(withLastApplied(desired, desired)), desired), undefined)
  })

  it('does not mind the order of fields in the answer of a hook', () => {
    const reordered = { spec: { a: 1, b: '<&>' }, metadata: { name: 't' }, kind: 'Toy', apiVersion: 'v1' }
    assert.equal(applyDesired(stored(withLastApplied(desired, desired)), reordered), undefined)
  })

  it('marks an object that it did not make', () => {
    const changed = applyDesired(stored(desired), desired)
    const mark = '{"apiVersion":"v1","kind":"Toy","metadata":{"name":"t"},"spec":{"a":1,"b":"\\u003c\\u0026\\u003e"}}'
    assert.equal(changed?.metadata.annotations?.[LAST_APPLIED], mark)
  })

  it('leaves status and system metadata as observed, whatever is desired', () => {
    const forged = {
      ...desired,
      status: { phase: 'Yours' },
      metadata: { name: 't', uid: 'forged', resourceVersion: '1', creationTimestamp: 'now', labels: { l: '1' } },
    }
    const changed = applyDesired(stored(withLastApplied(desired, desired)), forged)
    assert.deepEqual(changed?.['status'], { phase: 'Mine' })
    const { annotations, ...metadata } = changed?.metadata ?? { name: '' }
    assert.ok(annotations?.[LAST_APPLIED]?.includes('forged'))
    assert.deepEqual(metadata, { name: 't', uid: 'u1', resourceVersion: '7', generation: 2, labels: { l: '1' } })
  })

  it('ignores a mark that the hook sends along', () => {
    const forged = withLastApplied(desired, { ...desired, spec: { forged: true } })
    const mark = applyDesired(stored(desired), forged)?.metadata.annotations?.[LAST_APPLIED] ?? ''
    assert.ok(mark.includes('"a":1') && !mark.includes('forged'), mark)
  })

  it('says which annotation to remove when the mark cannot be read', () => {
    const broken = stored({ ...desired, metadata: { name: 't', annotations: { [LAST_APPLIED]: '{' } } })
    assert.throws(() => applyDesired(broken, desired), /last-applied-configuration of t is not JSON; remove it/)
  })
})
