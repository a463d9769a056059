import assert from 'node:assert/strict'
import type { ApiCall } from '../../../../hooks/ports/api/api-request'
import { updateCalls } from '../../../../hooks/ports/kubernetes/updates'
import { aNode } from '../../../builders/a-node'
import { anUpdate, rebootOrder } from '../../../builders/an-update'

/** An API server that answers every call in the same way, and what was asked of it. */
const asking = (answer: () => unknown) => {
  const calls: ApiCall[] = []
  const updates = updateCalls(async call => {
    calls.push(call)
    return answer()
  })
  return { updates, calls }
}

const refusal = (status: number) => () => {
  throw { kind: 'api-refused', call: 'PATCH /x', status, reason: 'Whatever', message: '' }
}

const metadataIn = ([first]: ReadonlyArray<ApiCall>): Record<string, unknown> => {
  assert.ok(first !== undefined)
  return (first.body as { readonly metadata: Record<string, unknown> }).metadata
}

const update = anUpdate('n1', rebootOrder('90'))
const { order, node } = update.spec
assert.ok(order !== undefined)

describe('a write of an update', () => {
  it('is bound to the version that it was decided on, and says nothing that is so already', async () => {
    const { updates, calls } = asking(() => ({}))
    const { reboot: _, ...rest } = order
    assert.equal(await updates.patchUpdate(update, { order: { ...rest, id: 2, step: 'Stage' } }), 'done')
    assert.deepEqual(JSON.parse(JSON.stringify(calls[0]?.body)), {
      metadata: { resourceVersion: '1' },
      spec: { order: { id: 2, step: 'Stage', reboot: null } },
    })
  })

  it('takes a label away that it does not have any more', async () => {
    const { updates, calls } = asking(() => ({}))
    const labelled = { ...update, metadata: { ...update.metadata, labels: { old: 'x', kept: 'y' } } }
    await updates.patchUpdate(labelled, { labels: { kept: 'y', more: 'z' }, node })
    assert.deepEqual(metadataIn(calls).labels, { old: null, more: 'z' })
  })

  for (const { status, want } of [
    { status: 409, want: 'conflict' },
    { status: 404, want: 'gone' },
  ]) {
    it(`that is answered with ${status} is ${want}`, async () => {
      const { updates } = asking(refusal(status))
      assert.equal(await updates.patchUpdate(update, { order }), want)
      assert.equal(await updates.removeUpdate(update), want)
    })
  }

  it('removes the very one that was seen, as it was seen', async () => {
    const { updates, calls } = asking(() => ({}))
    assert.equal(await updates.removeUpdate(update), 'done')
    assert.deepEqual((calls[0] as { readonly body?: { readonly preconditions?: object } }).body?.preconditions, {
      uid: 'update-n1',
      resourceVersion: '1',
    })
  })

  it('makes one that goes with its Node, and leaves one alone that is there', async () => {
    const { updates, calls } = asking(() => ({}))
    assert.equal(await updates.createUpdate(aNode('n1'), { labels: {}, node }), 'done')
    assert.deepEqual(metadataIn(calls).ownerReferences, [
      { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'node-n1' },
    ])
    const { updates: taken } = asking(refusal(409))
    assert.equal(await taken.createUpdate(aNode('n1'), { labels: {}, node }), 'conflict')
  })
})
